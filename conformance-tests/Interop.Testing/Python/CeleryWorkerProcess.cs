using System.Globalization;
using Interop.Testing.Processes;

namespace Interop.Testing.Python;

/// <summary>A real Celery worker with the tasks of <c>interop_tasks.py</c>.</summary>
public sealed class CeleryWorkerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private CeleryWorkerProcess(ChildProcess process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Its log.</summary>
    public string Output => _process.Output;

    /// <summary>Starts a worker and waits until it says it is ready.</summary>
    /// <exception cref="InvalidOperationException">There is no Celery (a skip unless CI=true), or it ended at start.</exception>
    /// <exception cref="TimeoutException">It was not ready in time; the message holds its log.</exception>
    public static async Task<CeleryWorkerProcess> StartAsync(
        CeleryWorkerOptions options, CancellationToken cancellationToken = default)
    {
        var celery = await InstalledCelery.GetAsync();
        var process = PythonProcess.Start($"celery worker {options.NodeName}", Arguments(options, celery), new Dictionary<string, string?>
        {
            ["BROKER_URL"] = options.BrokerUrl,
            ["RESULT_BACKEND"] = options.ResultBackend ?? "",
            ["INTEROP_SETTINGS"] = options.Settings,
            ["INTEROP_RECORD"] = options.RecordFile ?? "",
        });
        try
        {
            await process.WaitForLineAsync(
                line => line.EndsWith(" ready.", StringComparison.Ordinal), options.StartTimeout, "'ready.'", cancellationToken);
            return new CeleryWorkerProcess(process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a line of its log that contains <paramref name="text"/>.</summary>
    public Task<string> WaitForLogAsync(string text, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => _process.WaitForLineAsync(
            line => line.Contains(text, StringComparison.Ordinal), timeout ?? TimeSpan.FromSeconds(10), $"'{text}'", cancellationToken);

    /// <summary>Warm shutdown (SIGTERM); true when it ended by itself in time.</summary>
    public Task<bool> StopAsync(TimeSpan? timeout = null) => _process.StopAsync(timeout);

    /// <summary>Asks for a warm shutdown and does not wait.</summary>
    public void Terminate() => _process.Terminate();

    /// <summary><c>kill -9</c>, its pool processes included.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static List<string> Arguments(CeleryWorkerOptions options, InstalledCelery celery)
    {
        List<string> arguments =
        [
            "-m", "celery", "-A", "interop_app", "worker",
            "--loglevel", options.LogLevel,
            "--pool", options.Pool,
            "--concurrency", options.Concurrency.ToString(CultureInfo.InvariantCulture),
            "--hostname", $"{options.NodeName}@%h",
        ];
        if (options.Queues.Count > 0)
        {
            arguments.AddRange(["--queues", string.Join(',', options.Queues)]);
        }

        if (!options.TalksToOthers)
        {
            var value = celery.WantsValuesOfFlags ? "=true" : "";
            arguments.AddRange([$"--without-gossip{value}", $"--without-mingle{value}", $"--without-heartbeat{value}"]);
        }

        return [.. arguments, .. options.Arguments];
    }
}
