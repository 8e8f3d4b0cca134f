// Publishes N calls of bench.add and exits 0. MODE=publish (default) keeps IN_FLIGHT (default 256) of them on their way;
// MODE=roundtrip sends one, waits for its result, and so on, and prints the median.
using System.Globalization;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Producing;

var count = int.Parse(Setting("N", "10000"), CultureInfo.InvariantCulture);
var inFlight = int.Parse(Setting("IN_FLIGHT", "256"), CultureInfo.InvariantCulture);
var ignoreResult = Setting("IGNORE_RESULT", "0") == "1";
await using var app = CeleryApp.Create(new CeleryOptions
{
    BrokerUrl = Setting("BROKER_URL", "redis://127.0.0.1:6379/0"),
    ResultBackend = Environment.GetEnvironmentVariable("RESULT_BACKEND"),
    TaskDefaultQueue = Setting("QUEUE", "celery"),
});
var options = new TaskSendOptions { IgnoreResult = ignoreResult };
object?[] arguments = [2, 3];
var time = TimeProvider.System;

if (Setting("MODE", "publish") == "roundtrip")
{
    const int warmUp = 50;
    var times = new double[count];
    for (var i = -warmUp; i < count; i++)
    {
        var begin = time.GetTimestamp();
        var result = await app.SendTaskAsync<int>("bench.add", arguments);
        if (await result.GetAsync(TimeSpan.FromSeconds(30)) != 5)
        {
            Console.Error.WriteLine("wrong result");
            return 1;
        }

        if (i >= 0)
        {
            times[i] = time.GetElapsedTime(begin).TotalMilliseconds;
        }
    }

    Array.Sort(times);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p50 {times[count / 2]:F4}"));
    return 0;
}

// The first one connects and declares; it is part of the N but not of the time.
await app.SendTaskAsync("bench.add", arguments, options: options);
var left = count - 1;
var start = time.GetTimestamp();
await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => PublishAsync()));
var seconds = time.GetElapsedTime(start).TotalSeconds;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rate {Math.Max(count - 1, 1) / seconds:F1}"));
return 0;

async Task PublishAsync()
{
    while (Interlocked.Decrement(ref left) >= 0)
    {
        await app.SendTaskAsync("bench.add", arguments, options: options);
    }
}

static string Setting(string name, string defaultValue) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : defaultValue;
