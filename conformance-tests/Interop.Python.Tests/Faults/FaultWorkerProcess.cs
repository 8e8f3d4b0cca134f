using System.Globalization;
using System.Runtime.InteropServices;
using Interop.Testing;
using Interop.Testing.Processes;

namespace Interop.Python.Tests.Faults;

/// <summary>A C# worker in a process of its own, which can be killed.</summary>
public sealed class FaultWorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private FaultWorkerProcess(ChildProcess process) => _process = process;

    public string Output => _process.Output;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a worker and waits until its host says that it is up.</summary>
    public static async Task<FaultWorkerProcess> StartAsync(FaultWorkerOptions options, CancellationToken cancellationToken)
    {
        var worker = Launch(options);
        try
        {
            await worker._process.WaitForLineAsync(line => line == "started", Limit, "'started'", cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker and does not wait.</summary>
    public static FaultWorkerProcess Launch(FaultWorkerOptions options)
        => new(ChildProcess.Start("fault worker", DotNet, ["exec", Binary], new Dictionary<string, string?>
        {
            ["BROKER_URL"] = options.BrokerUrl,
            ["RESULT_BACKEND"] = options.ResultBackend,
            ["QUEUE"] = options.Queue,
            ["RECORD_FILE"] = options.RecordFile,
            ["CONCURRENCY"] = Text(options.Concurrency),
            ["PREFETCH_MULTIPLIER"] = Text(options.PrefetchMultiplier),
            ["VISIBILITY_TIMEOUT"] = Text(options.VisibilityTimeout),
            ["PARK_DELAY"] = Text(options.ParkDelay),
            ["HOLD_AFTER"] = Text(options.HoldAfter),
            ["POOL"] = options.Pool,
            ["MAX_TASKS_PER_CHILD"] = Text(options.MaxTasksPerChild),
            ["MAX_MEMORY_PER_CHILD"] = Text(options.MaxMemoryPerChild),
            ["REMAP_SIGTERM"] = options.RemapSigTerm,
            ["NODE_NAME"] = options.NodeName,
            ["CONTROL_EXCHANGE"] = options.ControlExchange,
            ["EVENT_EXCHANGE"] = options.EventExchange,
            ["POOL_RESTARTS"] = options.PoolRestarts ? "1" : "0",
            ["AUTOSCALE"] = options.Autoscale,
            ["RELEASE"] = options.Release?.ToString(),
            ["LOG_LEVEL"] = options.LogLevel,
            ["DOTNET_TieredPGO"] = "0",
        }));

    public Task<string> WaitForLogAsync(string text, CancellationToken cancellationToken)
        => _process.WaitForLineAsync(
            line => line.Contains(text, StringComparison.Ordinal), Limit, $"'{text}'", cancellationToken);

    /// <summary>SIGTERM, without waiting.</summary>
    public void Terminate() => _process.Terminate();

    /// <summary>SIGINT, without waiting.</summary>
    public void Interrupt() => _process.Interrupt();

    /// <summary>Lets the tasks that are held return.</summary>
    public async Task ReleaseAsync()
    {
        await _process.Input.WriteLineAsync("release");
        await _process.Input.FlushAsync();
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Limit);
    }

    public Task<int> WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(Limit, cancellationToken);

    /// <summary>SIGTERM, and its exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Terminate();
        return WaitForExitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string DotNet
        => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>Built beside the tests, in the same configuration.</summary>
    private static string Binary
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return RepositoryRoot.Combine(
                "conformance-tests", "Interop.FaultWorker", "bin", output.Parent!.Name, output.Name, "Interop.FaultWorker.dll");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
