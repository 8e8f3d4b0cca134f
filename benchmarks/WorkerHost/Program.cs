// Serves bench.add(x, y) until SIGTERM. Reads BROKER_URL, RESULT_BACKEND, QUEUE, CONCURRENCY, IGNORE_RESULT (0 or 1), PREFETCH_MULTIPLIER,
// POOL (Async or Processes), EVENTS (none, worker or task).
using System.Globalization;
using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Worker.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services
    .AddCelery(options => options with
    {
        BrokerUrl = Setting("BROKER_URL", "redis://127.0.0.1:6379/0"),
        ResultBackend = Environment.GetEnvironmentVariable("RESULT_BACKEND"),
        TaskDefaultQueue = Setting("QUEUE", "celery"),
        TaskIgnoreResult = Setting("IGNORE_RESULT", "0") == "1",
        WorkerConcurrency = int.Parse(Setting("CONCURRENCY", "2"), CultureInfo.InvariantCulture),
        WorkerPrefetchMultiplier = int.Parse(Setting("PREFETCH_MULTIPLIER", "64"), CultureInfo.InvariantCulture),
    })
    .AddWorker(worker =>
    {
        worker.Pool = Enum.Parse<PoolKind>(Setting("POOL", "Async"));
        var events = Setting("EVENTS", "worker");
        worker.SendHeartbeats = worker.Gossip = events != "none";
        worker.SendTaskEvents = events == "task";
        worker.MapTask("bench.add", (int x, int y) => x + y);
    });
await builder.Build().RunAsync();

static string Setting(string name, string defaultValue) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : defaultValue;
