using System.Net;
using Interop.Client.Control;
using Interop.Python.Tests.Faults;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Control;

/// <summary>
/// A fleet with more workers: a C# one with a pool of processes, and one of each language that scales by itself. All tell of their
/// tasks, and Python's receiver listens.
/// </summary>
public abstract class PoolFleet : ControlFleet
{
    private readonly TempFolder _folder = new();
    private readonly List<IAsyncDisposable> _parts = [];
    private Dictionary<string, string?> _environment = [];
    private EventRecorder? _recorder;

    /// <summary>What Python hears of events.</summary>
    public EventRecorder Recorder => _recorder!;

    public string ProcessesNode { get; } = $"procs@{Environment.MachineName}";

    public string ScalingNode { get; } = $"auto@{Environment.MachineName}";

    public string PythonScalingNode { get; } = $"pyauto@{Dns.GetHostName()}";

    public string ProcessesQueue => $"{CSharpQueue}-procs";

    /// <summary>Variables for Python's <c>celery</c> command.</summary>
    public IReadOnlyDictionary<string, string?> PythonEnvironment => _environment;

    protected override string MoreSettings => ", \"worker_pool_restarts\": true";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _environment = await PythonEnvironmentAsync();
        _recorder = await EventRecorder.StartAsync(await BrokerUrlAsync(), Settings(CSharpQueue), CancellationToken.None);
        _parts.Add(_recorder);
        _parts.Add(await StartWorkerAsync("procs", options => options with { Pool = "Processes", PoolRestarts = true }));
        _parts.Add(await StartWorkerAsync("auto", options => options with { Autoscale = "4,1" }));
        _parts.Add(await StartPythonAsync("pyauto", talks: true, "--autoscale=4,1"));
        foreach (var node in (string[])[PythonNode, CSharpNode, ProcessesNode, ScalingNode, PythonScalingNode])
        {
            await HearsAsync(node);
            await App.Control.EnableEventsAsync(To(node));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }

        _folder.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Another C# worker of the fleet, in a process of its own.</summary>
    public async Task<FaultWorkerProcess> StartWorkerAsync(string name, Func<FaultWorkerOptions, FaultWorkerOptions>? configure = null)
    {
        var options = new FaultWorkerOptions
        {
            BrokerUrl = await BrokerUrlAsync(),
            ResultBackend = ResultBackend,
            Queue = $"{CSharpQueue}-{name}",
            RecordFile = _folder.Combine(name),
            NodeName = $"{name}@%h",
            ControlExchange = ControlExchange,
            EventExchange = EventExchange,
            Concurrency = 2,
            Release = App.Options.Release,
        };
        return await FaultWorkerProcess.StartAsync(configure?.Invoke(options) ?? options, CancellationToken.None);
    }
}
