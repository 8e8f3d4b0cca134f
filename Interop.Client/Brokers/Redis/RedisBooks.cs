using System.Text;
using Interop.Client.Resp;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>Moves messages out of the books, back to where they were published to, marked as redelivered.</summary>
/// <remarks>kombu: <c>QoS.restore_by_tag</c>, <c>Channel._do_restore_message</c>. Unlike there the destination is the list of the message's
/// priority (kombu does so since 5.3), what cannot be read goes to a quarantine list, and a message whose bindings are gone does not vanish.</remarks>
internal sealed class RedisBooks(RespClient client, RedisNames names, RedisRouter router, ILogger logger)
{
    private const int LargestBatch = 100;
    private const int LongestHead = 120;

    /// <summary>In the order given. Returns how many left the books; the others are somebody else's by now.</summary>
    /// <exception cref="RespException">Redis could not be asked; what had been moved until then stays moved.</exception>
    public async Task<int> MoveBackAsync(
        IReadOnlyList<RedisBookEntry> entries, bool consumedNext, CancellationToken cancellationToken)
    {
        int moved = 0;
        for (int from = 0; from < entries.Count; from += LargestBatch)
        {
            RedisBookEntry[] batch = [.. entries.Skip(from).Take(LargestBatch)];
            moved += await MoveBatchAsync(batch, consumedNext, cancellationToken).ConfigureAwait(false);
        }

        return moved;
    }

    /// <summary>Takes one entry, known to be no message, out of the books and keeps it in the queue's quarantine list.</summary>
    public async Task QuarantineAsync(
        RedisBookEntry entry, string queue, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Report(queue, content);
        await MoveAsync([new Move(entry, [names.Quarantine(queue)], content)], "LPUSH", cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Keeps what was taken without books and is no message.</summary>
    public async Task QuarantineAsync(string queue, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Report(queue, content);
        await client.ExecuteAsync("LPUSH", [names.Quarantine(queue), content], cancellationToken).ConfigureAwait(false);
    }

    public void Report(string queue, long size, ReadOnlySpan<byte> head) =>
        RedisLog.Quarantined(logger, queue, size, Encoding.UTF8.GetString(head), names.Quarantine(queue));

    private void Report(string queue, ReadOnlyMemory<byte> content) =>
        Report(queue, content.Length, content.Span[..Math.Min(content.Length, LongestHead)]);

    private async Task<int> MoveBatchAsync(RedisBookEntry[] batch, bool consumedNext, CancellationToken cancellationToken)
    {
        RespArgument[] arguments = [names.Unacked, .. batch.Select(entry => (RespArgument)entry.Key.ToArray())];
        RespReply values = await client.ExecuteAsync("HMGET", arguments, cancellationToken).ConfigureAwait(false);
        var moves = new List<Move>(batch.Length);
        var routes = new Dictionary<(string, string), IReadOnlyList<string>>();
        for (int i = 0; i < batch.Length; i++)
        {
            moves.Add(await PlanAsync(batch[i], values.Items[i], routes, cancellationToken).ConfigureAwait(false));
        }

        return await MoveAsync(moves, consumedNext ? "RPUSH" : "LPUSH", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Move> PlanAsync(
        RedisBookEntry entry,
        RespReply value,
        Dictionary<(string, string), IReadOnlyList<string>> routes,
        CancellationToken cancellationToken)
    {
        if (value.IsNull)
        {
            // The index knows it, the hash does not: there is nothing to put back.
            return new Move(entry, [], default);
        }

        try
        {
            var (envelope, exchange, routingKey) = UnackedEntry.Read(value.Bytes);
            WireMessage message = VirtualEnvelope.Read(envelope.Span);
            byte[] marked = VirtualEnvelope.MarkRedelivered(envelope.Span);
            if (!routes.TryGetValue((exchange, routingKey), out IReadOnlyList<string>? queues))
            {
                queues = await router.RouteAsync(client, exchange, routingKey, cancellationToken).ConfigureAwait(false);
                routes[(exchange, routingKey)] = queues;
            }

            if (queues.Count == 0 && entry.Queue is { } origin)
            {
                queues = [origin];
            }

            if (queues.Count > 0)
            {
                int priority = message.Properties.Priority ?? 0;
                return new Move(entry, [.. queues.Select(queue => names.List(queue, priority))], marked);
            }
        }
        catch (MessageDecodeException)
        {
            // Below: it is kept as it is.
        }

        Report(names.BooksAsQueue, value.Bytes);
        return new Move(entry, [names.Quarantine(names.BooksAsQueue)], value.Bytes);
    }

    private async Task<int> MoveAsync(IReadOnlyList<Move> moves, string push, CancellationToken cancellationToken)
    {
        for (bool isRepeated = false; ; isRepeated = true)
        {
            RespReply[] replies = await client.ExecuteBatchAsync(
                (names, moves, push), WriteMoves, cancellationToken).ConfigureAwait(false);
            if (replies.Any(reply => reply.IsErrorCode("NOSCRIPT"u8)) && !isRepeated)
            {
                // Those that were moved already are not moved again: their entries are gone.
                continue;
            }

            return Count(moves, replies);
        }
    }

    private static int Count(IReadOnlyList<Move> moves, RespReply[] replies)
    {
        int moved = 0;
        int at = 0;
        foreach (Move move in moves)
        {
            long done = replies[at++].ThrowIfError().Integer;
            if (!double.IsNaN(move.Entry.EarlierScore))
            {
                done += replies[at++].ThrowIfError().Integer;
            }

            moved += done > 0 ? 1 : 0;
        }

        return moved;
    }

    private static void WriteMoves(
        RespCommandWriter writer, (RedisNames Names, IReadOnlyList<Move> Moves, string Push) state)
    {
        foreach (Move move in state.Moves)
        {
            Write(move, move.Entry.Score);
            if (!double.IsNaN(move.Entry.EarlierScore))
            {
                Write(move, move.Entry.EarlierScore);
            }
        }

        void Write(Move move, double score)
        {
            writer.Eval(RedisScripts.Restore, 2 + move.Lists.Count, 4);
            writer.Bulk(state.Names.Unacked);
            writer.Bulk(state.Names.UnackedIndex);
            foreach (string list in move.Lists)
            {
                writer.Bulk(list);
            }

            move.Entry.Key.WriteTo(writer);
            writer.Bulk(score);
            writer.Bulk(state.Push);
            writer.Bulk(move.Content.Span);
        }
    }

    private readonly record struct Move(RedisBookEntry Entry, IReadOnlyList<string> Lists, ReadOnlyMemory<byte> Content);
}
