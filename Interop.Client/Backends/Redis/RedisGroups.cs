using System.Buffers;
using Interop.Client.Resp;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Client.Backends.Redis;

/// <summary>Handles of groups under keys of their own. Celery: <c>KeyValueStoreBackend._save_group</c> and <c>_restore_group</c>.</summary>
internal sealed class RedisGroups(RedisResultLink link)
{
    public async ValueTask SaveAsync(ResultTuple group, CancellationToken cancellationToken)
    {
        var document = new ArrayBufferWriter<byte>(512);
        link.Content.WriteGroup(document, group);
        await link.PersistAsync(
            token => link.EvalAsync((link, Key: link.GroupPrefix + group.Id, document.WrittenMemory), WriteGroup, token),
            e => new ResultStoreException($"Group {group.Id} could not be saved in {link.DisplayUrl}: {e.Message}", e.IsTransient, e),
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ResultTuple?> RestoreAsync(string groupId, CancellationToken cancellationToken)
    {
        var key = link.GroupPrefix + groupId;
        var reply = await link.PersistAsync(
            token => link.Client.ExecuteAsync("GET", [key], token), e => Unreadable(groupId, e, e.IsTransient), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return reply.ThrowIfError().IsNull ? null : link.Content.ReadGroup(reply.Bytes);
        }
        catch (ProtocolException e)
        {
            throw Unreadable(groupId, e, isTransient: false);
        }
    }

    public async ValueTask DeleteAsync(string groupId, CancellationToken cancellationToken) =>
        await link.PersistAsync(
            token => link.Client.ExecuteAsync("DEL", [link.GroupPrefix + groupId], token),
            e => Unreadable(groupId, e, e.IsTransient), cancellationToken).ConfigureAwait(false);

    private static void WriteGroup(RespCommandWriter writer, (RedisResultLink Link, string Key, ReadOnlyMemory<byte> Document) state)
    {
        writer.Eval(RedisResultScripts.Set, 1, 2);
        writer.Bulk(state.Key);
        writer.Bulk(state.Link.Expires);
        writer.Bulk(state.Document.Span);
    }

    private ResultReadException Unreadable(string groupId, Exception e, bool isTransient) => new(
        $"Group {groupId} in {link.DisplayUrl} (key {link.GroupPrefix}{groupId}) cannot be used: {e.Message}", isTransient, e);
}
