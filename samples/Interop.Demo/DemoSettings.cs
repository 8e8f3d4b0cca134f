using Interop.Client.Configuration;

namespace Interop.Demo;

/// <summary>Where the demo runs: files in a temporary folder, or the server that was named.</summary>
internal sealed record DemoSettings(string BrokerUrl, string ResultBackend, string Folder, string? Python)
{
    public bool IsFileSystem => BrokerUrl.StartsWith("filesystem", StringComparison.Ordinal);

    private string Messages => Path.Combine(Folder, "messages");

    public static DemoSettings Read(string[] args)
    {
        string? broker = null, backend = null;
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--broker" when value is not null:
                    broker = value;
                    i++;
                    break;
                case "--result-backend" when value is not null:
                    backend = value;
                    i++;
                    break;
                default:
                    throw new ArgumentException($"'{args[i]}' is not understood. ./demo --help lists the options.");
            }
        }

        var folder = Directory.CreateTempSubdirectory("interop-demo-").FullName;
        backend ??= broker switch
        {
            null => "file://" + Directory.CreateDirectory(Path.Combine(folder, "results")).FullName,
            _ when broker.StartsWith("redis", StringComparison.Ordinal) => broker,
            _ => "rpc://",
        };
        var python = Environment.GetEnvironmentVariable("INTEROP_PYTHON");
        return new(broker ?? "filesystem://", backend, folder, string.IsNullOrEmpty(python) ? null : python);
    }

    public CeleryOptions ToOptions(CeleryOptions options) => options with
    {
        BrokerUrl = BrokerUrl,
        ResultBackend = ResultBackend,
        TaskDefaultQueue = DemoTasks.Queue,
        WorkerConcurrency = 2,
        TaskRoutes = [new() { Pattern = "python.*", Queue = "demo.python" }],
        BrokerTransportOptions = IsFileSystem
            ? new TransportOptions(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["data_folder_in"] = Messages,
                ["data_folder_out"] = Messages,
                ["control_folder"] = Path.Combine(Folder, "control"),
            })
            : options.BrokerTransportOptions,
    };

    public Dictionary<string, string> ToEnvironment()
    {
        Directory.CreateDirectory(Messages);
        return new(StringComparer.Ordinal)
        {
            ["BROKER_URL"] = BrokerUrl,
            ["RESULT_BACKEND"] = ResultBackend,
            ["BROKER_TRANSPORT_OPTIONS"] = IsFileSystem
                ? $$"""{"data_folder_in": "{{Messages}}", "data_folder_out": "{{Messages}}", "control_folder": "{{Path.Combine(Folder, "control")}}"}"""
                : "{}",
            ["PYTHONUNBUFFERED"] = "1",
        };
    }
}
