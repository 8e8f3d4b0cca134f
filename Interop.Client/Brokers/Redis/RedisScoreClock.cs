namespace Interop.Client.Brokers.Redis;

/// <summary>Scores of the books: Unix seconds by our clock, as kombu writes them, to the microsecond and never the same twice.</summary>
internal sealed class RedisScoreClock(TimeProvider time)
{
    private const double Microsecond = 0.000001;
    private const double MicrosecondsPerSecond = 1_000_000;

    private long _last;

    /// <summary>The first of as many scores, one microsecond apart.</summary>
    public double Next(int count)
    {
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        while (true)
        {
            long last = Interlocked.Read(ref _last);
            long first = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _last, first + Math.Max(count, 1), last) == last)
            {
                return first / MicrosecondsPerSecond;
            }
        }
    }

    /// <summary>The score of one of a batch. The fetch script computes the same, operation by operation.</summary>
    public static double At(double first, int index) => first + (index * Microsecond);
}
