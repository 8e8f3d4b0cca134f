// Serves bench.add(x, y) and bench.mark(number, due) until SIGTERM. Reads BROKER_URL, RESULT_BACKEND, QUEUE, QUEUES, MAX_PRIORITY,
// CONCURRENCY, PREFETCH_MULTIPLIER, VISIBILITY_TIMEOUT, POOL (Async or Processes), EVENTS (none, worker or task), and as 0 or 1
// IGNORE_RESULT, ACKS_LATE, LOG (to the console) and HOLD: bench.mark then never ends.
using Interop.Benchmarks;
using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Worker.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using var marks = new MarkBook();
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (HostSettings.Flag("LOG"))
{
    builder.Logging.AddSimpleConsole(options => options.TimestampFormat = "HH:mm:ss.fff ");
}

builder.Services
    .AddCelery(options => options with
    {
        BrokerUrl = HostSettings.Text("BROKER_URL", "redis://127.0.0.1:6379/0"),
        ResultBackend = Environment.GetEnvironmentVariable("RESULT_BACKEND"),
        BrokerTransportOptions = HostSettings.Text("VISIBILITY_TIMEOUT", "") is { Length: > 0 } seconds
            ? new TransportOptions(new Dictionary<string, string> { ["visibility_timeout"] = seconds })
            : TransportOptions.Empty,
        TaskDefaultQueue = QueueSettings.Name(0),
        TaskQueues = QueueSettings.Read(),
        TaskIgnoreResult = HostSettings.Flag("IGNORE_RESULT"),
        TaskAcksLate = HostSettings.Flag("ACKS_LATE"),
        WorkerConcurrency = HostSettings.Number("CONCURRENCY", 2),
        WorkerPrefetchMultiplier = HostSettings.Number("PREFETCH_MULTIPLIER", 64),
    })
    .AddWorker(worker =>
    {
        worker.Pool = Enum.Parse<PoolKind>(HostSettings.Text("POOL", "Async"));
        var events = HostSettings.Text("EVENTS", "worker");
        worker.SendHeartbeats = worker.Gossip = events != "none";
        worker.SendTaskEvents = events == "task";
        worker.MapTask("bench.add", (int x, int y) => x + y);
        if (HostSettings.Flag("HOLD"))
        {
            worker.MapTask("bench.mark", (long number, double due, CancellationToken end) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end));
        }
        else
        {
            worker.MapTask("bench.mark", (long number, double due) => marks.Write(number, due));
        }
    });
await builder.Build().RunAsync();
