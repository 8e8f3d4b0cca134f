namespace Interop.Client.Resp;

/// <summary>Deadlines as timestamps, which cost nothing to compare.</summary>
internal static class RespTime
{
    public static long DeadlineAfter(this TimeProvider time, TimeSpan limit) =>
        time.GetTimestamp() + (long)Math.Min(limit.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4);
}
