using Interop.Client.Resp;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;

namespace Interop.Client.Brokers.Redis;

/// <summary>Runs the fetch script and makes deliveries of what comes back. One caller at a time.</summary>
internal sealed class RedisFetcher(
    RedisSession session, RedisQueueCycle cycle, RedisScoreClock scores, bool hasBooks, bool keepsEnvelope)
{
    // A frozen server may run the script of a connection that is long gone when it wakes up: it is looked for twice.
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);

    private readonly List<LostFetch> _lost = [];

    /// <param name="consumer">Owner of the deliveries.</param>
    /// <param name="wanted">Most messages.</param>
    /// <param name="abandon">Last resort when the server does not answer: what it has moved is nobody's until the visibility timeout.</param>
    /// <exception cref="RespException">Nothing came; what the server may have moved is looked for in the next call.</exception>
    public async ValueTask<RedisFetchResult> FetchAsync(RedisConsumer consumer, int wanted, CancellationToken abandon)
    {
        if (_lost.Count > 0)
        {
            await RecoverAsync(abandon).ConfigureAwait(false);
        }

        double first = scores.Next(wanted);
        RespReply reply;
        try
        {
            do
            {
                reply = await session.Client.ExecuteAsync((this, wanted, first), Write, abandon).ConfigureAwait(false);
            }
            while (reply.IsErrorCode("NOSCRIPT"u8));
        }
        catch (RespException e) when (e.MayHaveExecuted && hasBooks)
        {
            long now = session.Time.GetTimestamp();
            _lost.Add(new LostFetch(first, wanted, now));
            _lost.Add(new LostFetch(first, wanted, session.Time.DeadlineAfter(SecondLook)));
            throw;
        }

        RespReply[] parts = reply.ThrowIfError().Items;
        ReportBad(parts[1].Items);
        List<RedisDelivery> deliveries = await ReadAsync(consumer, parts[0].Items, first).ConfigureAwait(false);
        return new RedisFetchResult(deliveries, (parts[0].Items.Length + parts[1].Items.Length) / 3 < wanted);
    }

    private static void Write(RespCommandWriter writer, (RedisFetcher Fetcher, int Wanted, double First) state)
    {
        state.Fetcher.Write(writer, state.Wanted, state.First);
    }

    private void Write(RespCommandWriter writer, int wanted, double first)
    {
        writer.Eval(RedisScripts.Fetch, 2 + cycle.KeyCount, 5);
        writer.Bulk(session.Names.Unacked);
        writer.Bulk(session.Names.UnackedIndex);
        cycle.WriteKeys(writer);
        writer.Bulk(wanted);
        writer.Bulk(first);
        writer.Bulk(hasBooks ? "1"u8 : "0"u8);
        writer.Bulk(cycle.Rotates ? "1"u8 : "0"u8);
        writer.Bulk(cycle.Count);
    }

    private async ValueTask<List<RedisDelivery>> ReadAsync(RedisConsumer consumer, RespReply[] items, double first)
    {
        int count = items.Length / 3;
        var deliveries = new List<RedisDelivery>(count);
        for (int i = 0; i < count; i++)
        {
            RedisBookKey bookKey = hasBooks ? new(items[3 * i].Array) : default;
            string queue = cycle.Served(items[(3 * i) + 1].Integer);
            byte[] envelope = items[(3 * i) + 2].Array;
            double score = RedisScoreClock.At(first, i);
            try
            {
                deliveries.Add(new RedisDelivery(
                    consumer, VirtualEnvelope.Read(envelope), queue,
                    bookKey, score, keepsEnvelope ? envelope : null));
            }
            catch (MessageDecodeException)
            {
                await (hasBooks
                    ? session.Books.QuarantineAsync(new RedisBookEntry(bookKey, score), queue, envelope, CancellationToken.None)
                    : session.Books.QuarantineAsync(queue, envelope, CancellationToken.None)).ConfigureAwait(false);
            }
        }

        return deliveries;
    }

    private void ReportBad(RespReply[] bad)
    {
        for (int i = 0; i < bad.Length; i += 3)
        {
            session.Books.Report(cycle.Name(bad[i].Integer), bad[i + 1].Integer, bad[i + 2].Array);
        }
    }

    /// <summary>The reply was lost: what stands in the books under exactly the scores of that fetch goes back to its queue.</summary>
    private async Task RecoverAsync(CancellationToken abandon)
    {
        long now = session.Time.GetTimestamp();
        foreach (LostFetch lost in _lost.FindAll(l => l.Due <= now))
        {
            double last = RedisScoreClock.At(lost.First, lost.Wanted - 1);
            RespReply reply = await session.Client.ExecuteAsync(
                "ZREVRANGEBYSCORE", [session.Names.UnackedIndex, last, lost.First, "WITHSCORES"], abandon)
                .ConfigureAwait(false);
            HashSet<double> ours = [.. Enumerable.Range(0, lost.Wanted).Select(i => RedisScoreClock.At(lost.First, i))];
            var entries = new List<RedisBookEntry>();
            for (int i = 0; i < reply.Items.Length; i += 2)
            {
                double score = reply.Items[i + 1].Double;
                if (ours.Contains(score))
                {
                    entries.Add(new RedisBookEntry(new(reply.Items[i].Array), score));
                }
            }

            int moved = await session.Books.MoveBackAsync(entries, consumedNext: true, abandon).ConfigureAwait(false);
            if (moved > 0)
            {
                RedisLog.FetchRecovered(session.Logger, moved);
            }

            _lost.Remove(lost);
        }
    }

    private readonly record struct LostFetch(double First, int Wanted, long Due);
}
