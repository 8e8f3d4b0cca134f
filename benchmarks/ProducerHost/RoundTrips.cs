using System.Globalization;
using Interop.Client;

namespace Interop.Benchmarks;

/// <summary>One call after the other, each waited for; prints the median.</summary>
internal static class RoundTrips
{
    private const int WarmUp = 50;

    public static async Task<int> RunAsync(CeleryApp app, int count)
    {
        var time = TimeProvider.System;
        var times = new double[count];
        object?[] arguments = [2, 3];
        for (var i = -WarmUp; i < count; i++)
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
}
