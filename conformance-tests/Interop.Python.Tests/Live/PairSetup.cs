using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Testing;

namespace Interop.Python.Tests.Live;

/// <summary>Where a pair of workers meets, told to both languages.</summary>
public sealed record PairSetup(PairKind Kind, string BrokerUrl, string ResultBackend, CeleryRelease Release)
{
    /// <summary>The C# worker serves <c>cs.*</c> here.</summary>
    public string CSharpQueue => $"cs-{Kind}";

    /// <summary>The Python worker serves <c>tasks.*</c> here.</summary>
    public string PythonQueue => $"py-{Kind}";

    public bool IsRpc => ResultBackend == "rpc://";

    private TempFolder? Folder { get; init; }

    private Dictionary<string, string> TransportOptions => Folder is null ? [] : new(StringComparer.Ordinal)
    {
        ["data_folder_in"] = Folder.Folder("queue"),
        ["data_folder_out"] = Folder.Folder("queue"),
        ["control_folder"] = Folder.Folder("control"),
        ["polling_interval"] = "0.05",
    };

    public static PairSetup Files(CeleryRelease release)
    {
        var folder = new TempFolder();
        return new(PairKind.FilesWithFiles, "filesystem://", $"file://{folder.Folder("results")}", release) { Folder = folder };
    }

    /// <summary>The settings of the C# app, its default queue as given.</summary>
    public CeleryOptions Options(string queue) => new()
    {
        BrokerUrl = BrokerUrl,
        ResultBackend = ResultBackend,
        BrokerTransportOptions = new TransportOptions(TransportOptions),
        Release = Release,
        TaskDefaultQueue = queue,
        TaskRoutes =
        [
            new() { Pattern = "cs.*", Queue = CSharpQueue },
            new() { Pattern = "tasks.*", Queue = PythonQueue },
        ],
        WorkerConcurrency = 8,
        ResultTimeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>The same settings as JSON for Python.</summary>
    public string PythonSettings(string more = "") => $$$"""
        {
          "task_default_queue": "{{{PythonQueue}}}",
          "task_routes": {"cs.*": {"queue": "{{{CSharpQueue}}}"}, "tasks.*": {"queue": "{{{PythonQueue}}}"}},
          "broker_transport_options": { {{{string.Join(", ", TransportOptions.Select(Pair))}}} }{{{more}}}
        }
        """;

    private static string Pair(KeyValuePair<string, string> option)
        => option.Key == "polling_interval" ? $"\"{option.Key}\": {option.Value}" : $"\"{option.Key}\": \"{option.Value}\"";
}
