using System.Buffers;
using System.Globalization;
using Interop.Client.Resp;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Client.Backends.Redis;

/// <summary>Celery's keys of a chord beside that of its group: <c>.j</c> the parts, <c>.s</c> how many, <c>.t</c> how many more; and
/// <c>.c</c>, ours alone: the part that made it complete.</summary>
/// <remarks>Celery: <c>RedisBackend.on_chord_part_return</c>, <c>set_chord_size</c>, <c>add_to_chord</c>.</remarks>
internal sealed class RedisChordCounter(RedisResultLink link, bool isOrdered) : IChordCounter
{
    private static readonly string[] Endings = [".j", ".t", ".s", ".c"];

    public async ValueTask StartAsync(string groupId, int size, CancellationToken cancellationToken) =>
        await link.PersistAsync(
            token => link.EvalAsync((link, Key: Key(groupId, ".s"), size), WriteSize, token),
            e => NotStored(groupId, e), cancellationToken).ConfigureAwait(false);

    public async ValueTask AddAsync(string groupId, CancellationToken cancellationToken)
    {
        try
        {
            // Once: nobody knows whether an attempt without an answer counted.
            var reply = await link.Client.ExecuteAsync("INCR", [Key(groupId, ".t")], cancellationToken).ConfigureAwait(false);
            reply.ThrowIfError();
        }
        catch (RespException e)
        {
            throw NotStored(groupId, e);
        }
    }

    public async ValueTask<IReadOnlyList<ResultMeta>?> CountAsync(ChordPart part, CancellationToken cancellationToken)
    {
        var member = new ArrayBufferWriter<byte>(256);
        link.Content.WriteChordPart(member, part.Outcome);
        var reply = await link.PersistAsync(
            token => link.EvalAsync((Counter: this, part, member.WrittenMemory), WritePart, token),
            e => NotStored(part.GroupId, e), cancellationToken).ConfigureAwait(false);
        if (reply.IsNull)
        {
            return null;
        }

        try
        {
            return [.. reply.Items.Select(item => link.Content.ReadChordPart(item.Bytes))];
        }
        catch (ProtocolException e)
        {
            throw new ResultReadException(
                $"The parts of chord {part.GroupId} in {link.DisplayUrl} (key {link.GroupPrefix}{part.GroupId}.j) cannot be read: {e.Message} "
                + $"Does one of its workers use another result_serializer than {link.Content.ResultCodec.Name}?", isTransient: false, e);
        }
    }

    public async ValueTask EndAsync(string groupId, CancellationToken cancellationToken) =>
        await link.PersistAsync(
            token => link.Client.ExecuteAsync("DEL", [.. Endings.Select(ending => Key(groupId, ending))], token),
            e => NotStored(groupId, e), cancellationToken).ConfigureAwait(false);

    private static void WriteSize(RespCommandWriter writer, (RedisResultLink Link, string Key, int Size) state)
    {
        writer.Eval(RedisResultScripts.SetSize, 1, 2);
        writer.Bulk(state.Key);
        writer.Bulk(state.Link.Expires);
        writer.Bulk(state.Size);
    }

    private static void WritePart(RespCommandWriter writer, (RedisChordCounter Counter, ChordPart Part, ReadOnlyMemory<byte> Member) state)
    {
        var (counter, part, member) = state;
        writer.Eval(RedisResultScripts.CountPart, 4, 6);
        foreach (var ending in Endings)
        {
            writer.Bulk(counter.Key(part.GroupId, ending));
        }

        writer.Bulk(member.Span);
        writer.Bulk(part.Outcome.TaskId);
        writer.Bulk(counter.PlaceOf(part));
        writer.Bulk(counter.Expires);
        writer.Bulk(part.Size ?? 0);
        writer.Bulk(part.IsRedelivered ? 1 : 0);
    }

    private long Expires => link.Expires;

    private string Key(string groupId, string ending) => link.GroupPrefix + groupId + ending;

    private string PlaceOf(ChordPart part) => !isOrdered ? "" : part.Index?.ToString(CultureInfo.InvariantCulture) ?? "+inf";

    private ResultStoreException NotStored(string groupId, RespException e) =>
        new($"What became of a part of chord {groupId} could not be stored in {link.DisplayUrl}: {e.Message}", e.IsTransient, e);
}
