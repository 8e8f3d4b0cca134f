namespace Interop.Client.Brokers.Redis;

/// <summary>Scores of the books: Unix seconds by our clock, as kombu writes them, to the microsecond and never the same twice.</summary>
/// <remarks>They lie a little in the past: a score of now would let others begin to take a message when the visibility timeout is over,
/// and by then they are to have run what a killed worker held.</remarks>
internal sealed class RedisScoreClock(TimeProvider time, TimeSpan visibilityTimeout)
{
    private const int ReservesPerTimeout = 8;
    private const double Microsecond = 0.000001;
    private const double MicrosecondsPerSecond = 1_000_000;

    private static readonly TimeSpan LargestReserve = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _reserve = visibilityTimeout / ReservesPerTimeout < LargestReserve
        ? visibilityTimeout / ReservesPerTimeout
        : LargestReserve;
    private long _last;

    /// <summary>The first of as many scores, one microsecond apart.</summary>
    public double Next(int count)
    {
        long now = (time.GetUtcNow() - _reserve - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
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
