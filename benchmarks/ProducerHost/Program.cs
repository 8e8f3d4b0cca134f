// Publishes N calls of bench.add and exits 0. Reads BROKER_URL, RESULT_BACKEND, QUEUE, QUEUES, MAX_PRIORITY, IGNORE_RESULT, TASK
// (bench.add or bench.mark). MODE is one of
//   publish    (default) keeps IN_FLIGHT (256) of them on their way
//   roundtrip  sends one, waits for its result, and so on, and prints the median
//   eta        bench.mark(number, due) with an ETA: the first at the Unix time FIRST, the others within SPREAD seconds, in no order
//   steady     RATE a second for SECONDS; what cannot be published is tried again, so that every number is sent at least once
using Interop.Benchmarks;
using Interop.Client;
using Interop.Client.Configuration;

await using var app = CeleryApp.Create(new CeleryOptions
{
    BrokerUrl = HostSettings.Text("BROKER_URL", "redis://127.0.0.1:6379/0"),
    ResultBackend = Environment.GetEnvironmentVariable("RESULT_BACKEND"),
    TaskDefaultQueue = QueueSettings.Name(0),
    TaskQueues = QueueSettings.Read(),
});
var calls = new Calls(app);
var count = HostSettings.Number("N", 10_000);
return HostSettings.Text("MODE", "publish") switch
{
    "roundtrip" => await RoundTrips.RunAsync(app, count),
    "eta" => await Publishing.RunEtaAsync(calls, count),
    "steady" => await SteadyLoad.RunAsync(calls),
    _ => await Publishing.RunAsync(calls, count),
};
