using Interop.Client.Resp;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>Confirms again and again that we hold our messages, so that nobody puts back what is being worked on.</summary>
internal sealed class RedisLeases(
    RespClient client, RedisNames names, TimeSpan visibilityTimeout, RedisScoreClock scores, TimeProvider time, ILogger logger)
{
    private const int LargestBatch = 250;
    private const int RenewalsPerTimeout = 4;
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    private readonly List<RedisDelivery> _written = [];

    /// <summary>Runs until cancelled.</summary>
    /// <param name="held">Gives what is in our hands, oldest first.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public async Task RunAsync(Func<List<RedisDelivery>> held, CancellationToken cancellationToken)
    {
        TimeSpan interval = visibilityTimeout / RenewalsPerTimeout < LongestInterval
            ? visibilityTimeout / RenewalsPerTimeout
            : LongestInterval;
        TimeSpan pause = interval;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                await RenewAsync(held(), cancellationToken).ConfigureAwait(false);
                pause = interval;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // The messages stay ours in the books until the timeout is over; the next round comes sooner.
                RedisLog.Troubled(logger, "confirming held messages", e.Message);
                pause = interval < RetryPause ? interval : RetryPause;
            }
        }
    }

    /// <summary>Sets the scores of all of these to now, in the order they were taken.</summary>
    /// <exception cref="RespException">Redis could not be asked; which scores arrived is found out in the next round.</exception>
    public async Task RenewAsync(List<RedisDelivery> held, CancellationToken cancellationToken)
    {
        List<RedisDelivery> ours = held.FindAll(static d => !d.BookKey.IsNone && !d.IsStale && !d.IsSettled);
        await ResolveAsync(ours.FindAll(static d => d.IsUncertain), cancellationToken).ConfigureAwait(false);
        for (int from = 0; from < ours.Count; from += LargestBatch)
        {
            List<RedisDelivery> batch = ours.GetRange(from, Math.Min(LargestBatch, ours.Count - from));
            RespReply reply = await client.ExecuteAsync((this, batch), WriteRenewal, cancellationToken).ConfigureAwait(false);
            RespReply[] lost = reply.ThrowIfError().Items;
            foreach (RespReply number in lost)
            {
                Lose(_written[(int)number.Integer]);
            }

            foreach (RedisDelivery delivery in _written)
            {
                delivery.Confirm(delivery.Score);
            }
        }
    }

    private static void WriteRenewal(RespCommandWriter writer, (RedisLeases Leases, List<RedisDelivery> Batch) state)
    {
        List<RedisDelivery> written = state.Leases._written;
        written.Clear();
        written.AddRange(state.Batch.FindAll(static d => !d.IsStale && !d.IsUncertain && !d.IsSettled));
        double first = state.Leases.NextScores(written.Count);
        writer.Eval(RedisScripts.Renew, 1, 3 * written.Count);
        writer.Bulk(state.Leases.Index);
        for (int i = 0; i < written.Count; i++)
        {
            double score = RedisScoreClock.At(first, i);
            written[i].BookKey.WriteTo(writer);
            writer.Bulk(written[i].Score);
            writer.Bulk(score);
            written[i].BeginRenewal(score);
        }
    }

    private ReadOnlySpan<byte> Index => names.UnackedIndex;

    private double NextScores(int count) => scores.Next(count);

    /// <summary>After a renewal of unknown outcome: one of the two scores stands there, or the message is not ours.</summary>
    private async Task ResolveAsync(List<RedisDelivery> uncertain, CancellationToken cancellationToken)
    {
        foreach (RedisDelivery delivery in uncertain)
        {
            RespReply reply = await client.ExecuteAsync(
                "ZSCORE", [names.UnackedIndex, delivery.BookKey.ToArray()], cancellationToken).ConfigureAwait(false);
            double score = reply.IsNull ? double.NaN : reply.Double;
            if (score == delivery.Score || score == delivery.EarlierScore)
            {
                delivery.Confirm(score);
            }
            else
            {
                Lose(delivery);
            }
        }
    }

    private void Lose(RedisDelivery delivery)
    {
        // Settled in the meantime: then it is gone because we said so.
        if (!delivery.IsSettled)
        {
            delivery.MarkStale();
            RedisLog.LeaseLost(logger, delivery.Message.Properties.DeliveryTag ?? "", delivery.Queue);
        }
    }
}
