using Interop.Protocol.Text;

namespace Interop.Client.Serialization.Signing;

/// <summary>The files of a certificate store. Celery: <c>FSCertStore</c>, with Python's <c>glob.glob</c>.</summary>
internal static class CertificateFiles
{
    /// <summary>The files of a folder, or those that match a pattern, in the order of their names.</summary>
    public static IReadOnlyList<string> Find(string path)
    {
        var pattern = Directory.Exists(path) ? Path.Combine(path, "*") : path;
        var root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : "";
        var parts = pattern[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> found = [root];
        foreach (var (index, part) in parts.Index())
        {
            var isLast = index == parts.Length - 1;
            found = found.SelectMany(folder => Step(folder, part, isLast)).ToArray();
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Step(string folder, string part, bool isLast)
    {
        if (part.AsSpan().IndexOfAny('*', '?', '[') < 0)
        {
            var path = Path.Combine(folder, part);
            return (isLast ? File.Exists(path) : Directory.Exists(path)) ? [path] : [];
        }

        var glob = new GlobPattern(part);
        var from = folder.Length == 0 ? "." : folder;
        return (isLast ? Directory.EnumerateFiles(from) : Directory.EnumerateDirectories(from))
            .Select(path => Path.GetFileName(path))
            .Where(name => (part[0] == '.' || name[0] != '.') && glob.IsMatch(name))
            .Select(name => Path.Combine(folder, name));
    }
}
