using Interop.Client.Resp;
using Interop.Protocol.Envelopes;

namespace Interop.Client.Brokers.Redis;

/// <summary>Gives messages back that we hold: one by one when they are rejected with requeue, all of them at the end.</summary>
internal sealed class RedisReturns(RedisSession session)
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    /// <summary>To the end that is consumed last. kombu: <c>QoS.reject</c> with <c>leftmost=True</c>.</summary>
    public async ValueTask RequeueAsync(RedisDelivery delivery, CancellationToken cancellationToken)
    {
        double score = delivery.Score;
        int moved = await RequeueOnceAsync(delivery, cancellationToken).ConfigureAwait(false);
        if (moved == 0 && delivery.Score != score)
        {
            // A renewal that was being written just then went first.
            moved = await RequeueOnceAsync(delivery, cancellationToken).ConfigureAwait(false);
        }

        if (moved == 0)
        {
            RedisLog.TooLate(
                session.Logger, Settlement.Requeue, delivery.Message.Properties.DeliveryTag ?? "", delivery.Queue);
        }
    }

    /// <summary>To the end that is consumed next, the newest first: the queue is as it was before. Bounded in time, does not throw.</summary>
    /// <param name="held">Oldest first.</param>
    public async Task GiveBackAsync(List<RedisDelivery> held)
    {
        if (held.Count == 0)
        {
            return;
        }

        held.Reverse();
        RedisLog.GivenBack(session.Logger, held.Count);
        using var limit = new CancellationTokenSource(CloseLimit, session.Time);
        try
        {
            await session.PersistAsync(token => GiveBackAsync(held, token), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            RedisLog.NotGivenBack(session.Logger, held.Count, e.Message, session.Settings.VisibilityTimeout);
        }

        held.ForEach(static delivery => delivery.MarkStale());
    }

    private ValueTask<int> RequeueOnceAsync(RedisDelivery delivery, CancellationToken cancellationToken) =>
        session.PersistAsync(
            token => delivery.BookKey.IsNone
                ? PushAsync(delivery, "LPUSH", token)
                : session.Books.MoveBackAsync([new RedisBookEntry(delivery)], consumedNext: false, token),
            cancellationToken);

    private async Task<int> GiveBackAsync(List<RedisDelivery> held, CancellationToken cancellationToken)
    {
        RedisBookEntry[] entries = [.. held.Where(d => !d.BookKey.IsNone && !d.IsStale).Select(d => new RedisBookEntry(d))];
        int moved = await session.Books.MoveBackAsync(entries, consumedNext: true, cancellationToken).ConfigureAwait(false);
        foreach (RedisDelivery delivery in held.Where(d => d.BookKey.IsNone))
        {
            moved += await PushAsync(delivery, "RPUSH", cancellationToken).ConfigureAwait(false);
        }

        return moved;
    }

    private async Task<int> PushAsync(RedisDelivery delivery, string push, CancellationToken cancellationToken)
    {
        if (delivery.Envelope is not { } envelope)
        {
            return 1;
        }

        string list = session.Names.List(delivery.Queue, delivery.Message.Properties.Priority ?? 0);
        await session.Client.ExecuteAsync(push, [list, VirtualEnvelope.MarkRedelivered(envelope)], cancellationToken)
            .ConfigureAwait(false);
        return 1;
    }
}
