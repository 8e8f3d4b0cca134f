using System.Globalization;
using System.Text;

namespace Interop.Protocol.Text;

/// <summary>Names of workers and producers: <c>name@host</c>. Source: <c>celery/utils/nodenames.py</c>.</summary>
public static class NodeName
{
    /// <summary>The name a worker has when none is given.</summary>
    public const string DefaultName = "celery";

    /// <summary><c>name@host</c>. Celery: <c>nodename</c>.</summary>
    public static string Join(string name, string host) => $"{name}@{host}";

    /// <summary>Name and host; the name is null when there is no <c>@</c>. Celery: <c>nodesplit</c>.</summary>
    public static (string? Name, string Host) Split(string nodeName)
    {
        ArgumentNullException.ThrowIfNull(nodeName);
        var at = nodeName.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (null, nodeName) : (nodeName[..at], nodeName[(at + 1)..]);
    }

    /// <summary>A worker's full name from what the user gave: <c>w1@</c>, <c>host</c>, <c>w1@host</c> or nothing. Celery:
    /// <c>default_nodename</c>.</summary>
    /// <param name="given">What the user gave, with abbreviations expanded; may be null.</param>
    /// <param name="machineHost">Host name of this machine.</param>
    public static string Default(string? given, string machineHost)
    {
        var (name, host) = Split(given ?? "");
        return Join(string.IsNullOrEmpty(name) ? DefaultName : name, host.Length == 0 ? machineHost : host);
    }

    /// <summary>A producer's name, e.g. <c>gen42@host</c>: the header <c>origin</c>. Celery: <c>anon_nodename</c>.</summary>
    public static string Anonymous(int processId, string machineHost, string prefix = "gen") =>
        Join(prefix + processId.ToString(CultureInfo.InvariantCulture), machineHost);

    /// <summary>Expands abbreviations for a node. Celery: <c>node_format</c>.</summary>
    /// <param name="format">Text with <c>%h</c> (host), <c>%n</c> (name), <c>%d</c> (domain), <c>%p</c> (the whole node
    /// name), <c>%i</c> and <c>%I</c> (process index).</param>
    /// <param name="nodeName">The node, e.g. <c>w1@host.example.com</c>.</param>
    /// <param name="processIndex">Index of the pool process, 0 for the main one.</param>
    /// <exception cref="FormatException">An unknown abbreviation.</exception>
    public static string Format(string format, string nodeName, int processIndex = 0)
    {
        var (name, host) = Split(nodeName);
        return Expand(format, host, string.IsNullOrEmpty(name) ? DefaultName : name, processIndex, nodeName);
    }

    /// <summary>Expands abbreviations for a host. Celery: <c>host_format</c>.</summary>
    /// <param name="format">Text with <c>%h</c> (host), <c>%n</c> (name), <c>%d</c> (domain: what follows the first dot),
    /// <c>%i</c> (process index, <c>0</c> in the main process), <c>%I</c> (the same with a dash in front, nothing in the main
    /// process).</param>
    /// <param name="host">The host name.</param>
    /// <param name="name">The node's name; null: the host up to its first dot.</param>
    /// <param name="processIndex">Index of the pool process, 0 for the main one.</param>
    /// <exception cref="FormatException">An unknown abbreviation.</exception>
    public static string FormatHost(string format, string host, string? name = null, int processIndex = 0) =>
        Expand(format, host, name, processIndex, null);

    private static string Expand(string format, string host, string? name, int processIndex, string? nodeName)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(host);
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var index = processIndex.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(format.Length + host.Length);
        for (var i = 0; i < format.Length; i++)
        {
            // As in Celery's pattern %(\w): a percent sign in front of anything else stands for itself.
            if (format[i] != '%' || i + 1 >= format.Length || !(char.IsLetterOrDigit(format[i + 1]) || format[i + 1] == '_'))
            {
                text.Append(format[i]);
                continue;
            }

            text.Append(format[++i] switch
            {
                'h' => host,
                'n' => !string.IsNullOrEmpty(name) ? name : dot < 0 ? host : host[..dot],
                'd' => dot < 0 ? "" : host[(dot + 1)..],
                'i' => index,
                'I' => processIndex == 0 ? "" : "-" + index,
                'p' when nodeName is not null => nodeName,
                var unknown => throw new FormatException(
                    $"Unknown format %{unknown} in '{format}'. Known are %h, %n, %d, %i, %I and, for nodes, %p."),
            });
        }

        return text.ToString();
    }
}
