using System.Globalization;
using Interop.Client.Resp;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>Puts messages back that some worker, ours or Python's, took and has not confirmed within the visibility timeout.</summary>
/// <remarks>kombu: <c>QoS.restore_visible</c>; the same lock, so that one worker of the fleet does it at a time.</remarks>
internal sealed class RedisRestorer(
    RespClient client, RedisNames names, RedisTransportSettings settings, RedisBooks books, TimeProvider time, ILogger logger)
{
    private const int PageSize = 500;
    private static readonly TimeSpan UnlockLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(20);

    // Much less than kombu's five minutes, and prolonged while we work: whoever is killed in the middle must not keep the others
    // from it. Two at a time do no harm, since every move is atomic and happens only while the entry is there.
    private static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(10);

    private readonly long _lockMilliseconds =
        (long)(settings.UnackedMutexExpire < LongestLock ? settings.UnackedMutexExpire : LongestLock).TotalMilliseconds;

    /// <summary>At once, then when the oldest message lapses or every ten seconds (or visibility timeout, if shorter), until cancelled.</summary>
    /// <param name="held">Gives what is in our own hands: it is never put back.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public async Task RunAsync(Func<List<RedisDelivery>> held, CancellationToken cancellationToken)
    {
        TimeSpan interval = settings.VisibilityTimeout < LongestInterval ? settings.VisibilityTimeout : LongestInterval;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                TimeSpan left = await RoundAsync(held, cancellationToken).ConfigureAwait(false);
                await Task.Delay(left < interval ? left : interval, time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                RedisLog.Troubled(logger, "putting back lapsed messages", e.Message);
                await Task.WhenAny(Task.Delay(interval, time, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One round. Returns how many messages went back; 0 also when another worker is at it.</summary>
    public async Task<int> RestoreAsync(Func<List<RedisDelivery>> held, CancellationToken cancellationToken)
    {
        double limit = Lapsed();
        if (await OldestAsync(cancellationToken).ConfigureAwait(false) is not { } oldest || oldest > limit)
        {
            return 0;
        }

        // redis-py's lock: a token of ours, which only we take away again.
        string token = Guid.NewGuid().ToString("N");
        RespReply locked = await client.ExecuteAsync(
            "SET", [names.UnackedMutex, token, "NX", "PX", _lockMilliseconds], cancellationToken)
            .ConfigureAwait(false);
        if (locked.IsNull)
        {
            return 0;
        }

        try
        {
            return await RestoreLapsedAsync(limit, held, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Not on the caller's token, which may be what ended the round; a lock that stays expires by itself.
            using var unlocking = new CancellationTokenSource(UnlockLimit, time);
            await client.EvalAsync(RedisScripts.Unlock, [names.UnackedMutex], [token], unlocking.Token).ConfigureAwait(false);
        }
    }

    /// <summary>One round. Returns when the next is worth it: what has lapsed and could not be put back waits for the usual time.</summary>
    private async Task<TimeSpan> RoundAsync(Func<List<RedisDelivery>> held, CancellationToken cancellationToken)
    {
        if (await OldestAsync(cancellationToken).ConfigureAwait(false) is not { } oldest)
        {
            return LongestInterval;
        }

        double left = oldest - Lapsed();
        if (left <= 0)
        {
            // Messages of one killed worker lapse one soon after the other.
            return await RestoreAsync(held, cancellationToken).ConfigureAwait(false) > 0 ? ShortestInterval : LongestInterval;
        }

        return left < LongestInterval.TotalSeconds
            ? TimeSpan.FromSeconds(Math.Max(left, ShortestInterval.TotalSeconds))
            : LongestInterval;
    }

    /// <summary>The score below which messages have lapsed.</summary>
    private double Lapsed() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds - settings.VisibilityTimeout.TotalSeconds;

    private async Task<double?> OldestAsync(CancellationToken cancellationToken)
    {
        RespReply first = await client.ExecuteAsync(
            "ZRANGE", [names.UnackedIndex, 0L, 0L, "WITHSCORES"], cancellationToken).ConfigureAwait(false);
        return first.Items is [_, var score] ? score.Double : null;
    }

    private async Task<int> RestoreLapsedAsync(
        double limit, Func<List<RedisDelivery>> held, CancellationToken cancellationToken)
    {
        int restored = 0;
        int most = settings.UnackedRestoreLimit ?? int.MaxValue;
        HashSet<RedisBookKey> ours = [.. held().Where(d => !d.BookKey.IsNone && !d.IsStale).Select(d => d.BookKey)];

        // Newest first, each to the end that is consumed next: the oldest comes out first again.
        int skip = 0;
        while (restored < most)
        {
            List<RedisBookEntry> page = await PageAsync(
                limit, skip, Math.Min(PageSize, most - restored), cancellationToken).ConfigureAwait(false);
            List<RedisBookEntry> lapsed = page.FindAll(entry => !ours.Contains(entry.Key));
            int moved = await books.MoveBackAsync(lapsed, consumedNext: true, cancellationToken).ConfigureAwait(false);
            restored += moved;
            skip += page.Count - lapsed.Count;
            if (page.Count == 0 || (lapsed.Count > 0 && moved == 0))
            {
                break;
            }

            await client.ExecuteAsync("PEXPIRE", [names.UnackedMutex, _lockMilliseconds], cancellationToken).ConfigureAwait(false);
        }

        if (restored > 0)
        {
            RedisLog.Restored(logger, restored, settings.VisibilityTimeout);
        }

        return restored;
    }

    private async Task<List<RedisBookEntry>> PageAsync(double limit, int skip, int count, CancellationToken cancellationToken)
    {
        string ceiling = limit.ToString("R", CultureInfo.InvariantCulture);
        RespReply reply = await client.ExecuteAsync(
            "ZREVRANGEBYSCORE",
            [names.UnackedIndex, ceiling, "0", "WITHSCORES", "LIMIT", (long)skip, (long)count],
            cancellationToken).ConfigureAwait(false);
        var page = new List<RedisBookEntry>(reply.Items.Length / 2);
        for (int i = 0; i < reply.Items.Length; i += 2)
        {
            page.Add(new RedisBookEntry(new(reply.Items[i].Array), reply.Items[i + 1].Double));
        }

        return page;
    }
}
