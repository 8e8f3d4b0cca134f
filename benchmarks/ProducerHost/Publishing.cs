using System.Globalization;

namespace Interop.Benchmarks;

/// <summary>Publishes as fast as it goes and prints the rate.</summary>
internal static class Publishing
{
    /// <summary>Coprime to the counts that are used, so that times come in no order.</summary>
    private const long Stride = 7919;

    public static async Task<int> RunAsync(Calls calls, int count)
    {
        var time = TimeProvider.System;

        // The first one of each queue connects and declares; they are part of the N but not of the time.
        var first = Math.Min(QueueSettings.Count, count);
        for (var i = 0; i < first; i++)
        {
            await calls.SendAsync(i);
        }

        var start = time.GetTimestamp();
        await SendAllAsync(first, count, number => calls.SendAsync(number));
        Print(count - first, time.GetElapsedTime(start));
        return 0;
    }

    public static async Task<int> RunEtaAsync(Calls calls, int count)
    {
        var first = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(HostSettings.Seconds("FIRST", 0));
        var step = TimeSpan.FromSeconds(HostSettings.Seconds("SPREAD", 0)) / count;
        var start = TimeProvider.System.GetTimestamp();
        await SendAllAsync(0, count, number => calls.SendAsync(number, first + (step * (number * Stride % count))));
        Print(count, TimeProvider.System.GetElapsedTime(start));
        return 0;
    }

    private static async Task SendAllAsync(int from, int to, Func<long, ValueTask> send)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, HostSettings.Number("IN_FLIGHT", 256)).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number < to; number = Interlocked.Increment(ref next))
            {
                await send(number);
            }
        }));
    }

    private static void Print(int count, TimeSpan elapsed) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rate {Math.Max(count, 1) / elapsed.TotalSeconds:F1}"));
}
