using System.Globalization;

namespace Interop.Benchmarks;

/// <summary>Sends a number of calls each second, whatever becomes of the connection, and prints how many were sent and tried again.</summary>
internal static class SteadyLoad
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(Calls calls)
    {
        var time = TimeProvider.System;
        var (rate, seconds) = (HostSettings.Number("RATE", 100), HostSettings.Seconds("SECONDS", 10));
        using var room = new SemaphoreSlim(HostSettings.Number("IN_FLIGHT", 256));
        var pending = new HashSet<Task>();
        var (sent, again) = (0L, 0L);
        var start = time.GetTimestamp();
        using var ticks = new PeriodicTimer(Tick, time);
        for (var number = 0L; await ticks.WaitForNextTickAsync() && time.GetElapsedTime(start).TotalSeconds < seconds;)
        {
            pending.RemoveWhere(static task => task.IsCompleted);
            for (; number < time.GetElapsedTime(start).TotalSeconds * rate; number++)
            {
                await room.WaitAsync();
                pending.Add(SendAsync(number));
            }
        }

        await Task.WhenAll(pending);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sent {sent} again {again}"));
        return 0;

        async Task SendAsync(long number)
        {
            try
            {
                while (true)
                {
                    try
                    {
                        await calls.SendAsync(number);
                        Interlocked.Increment(ref sent);
                        return;
                    }
                    catch (Exception e) when (e is not OutOfMemoryException)
                    {
                        Interlocked.Increment(ref again);
                        Console.Error.WriteLine(e.Message);
                        await Task.Delay(Pause, time);
                    }
                }
            }
            finally
            {
                room.Release();
            }
        }
    }
}
