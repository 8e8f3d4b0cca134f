using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Backends.Redis;

/// <summary>Celery's Redis backend: a key for each task, and a message with the same bytes on the channel of that name.</summary>
/// <remarks>Celery: <c>celery/backends/redis.py</c> <c>RedisBackend</c>, <c>celery/backends/base.py</c> <c>BaseKeyValueStoreBackend</c>.</remarks>
internal sealed class RedisResultBackend : IResultBackend
{
    private const int LongestIdOnStack = 128;

    private readonly RedisResultLink _link;
    private readonly RedisGroups _groups;
    private readonly byte[] _keyPrefixBytes;

    /// <exception cref="FormatException">The URL or an option cannot be used.</exception>
    public RedisResultBackend(ClientContext context, BrokerUrl url)
    {
        _link = new RedisResultLink(context, url);
        _groups = new RedisGroups(_link);
        _keyPrefixBytes = Encoding.UTF8.GetBytes(_link.TaskPrefix);
        Chords = new RedisChordCounter(_link, context.Options.ResultBackendTransportOptions.Boolean("result_chord_ordered", true));
    }

    public string DisplayUrl => _link.DisplayUrl;

    public bool AllowsChords => true;

    public IChordCounter Chords { get; }

    public bool IsEnabled => true;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _link.Client.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RespException e)
        {
            throw new ResultStoreException($"The result backend {DisplayUrl} cannot be used: {e.Message}", e.IsTransient, e);
        }
    }

    /// <summary>Nothing to do: <see cref="WaitAsync"/> subscribes before it reads, so that no result falls between.</summary>
    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) => default;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken)
    {
        long start = _link.Now;
        for (TimeSpan pause = RedisResultLink.FirstPause; ; pause = RedisResultLink.Longer(pause))
        {
            try
            {
                if (await TryStoreAsync(meta, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                continue;
            }
            catch (RespException e) when (_link.IsWorthAnotherTry(e, start, cancellationToken))
            {
                // Another try.
            }
            catch (RespException e)
            {
                throw NotStored(meta, e, e.IsTransient, e);
            }
            catch (OperationCanceledException e) when (_link.Client.Problem is { } problem)
            {
                throw NotStored(meta, problem, isTransient: true, e);
            }

            await _link.PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        RespReply reply = await AskAsync("GET", taskId, cancellationToken).ConfigureAwait(false);
        try
        {
            return reply.IsNull ? null : _link.Content.ReadResult(reply.Bytes);
        }
        catch (ContentDisallowedException e)
        {
            throw new ResultReadException(
                $"The result of task {taskId} in {DisplayUrl} (key {_link.TaskPrefix}{taskId}) was not read: {e.Message}", isTransient: false, e);
        }
        catch (MessageDecodeException e)
        {
            throw new ResultReadException(
                $"The result of task {taskId} in {DisplayUrl} (key {_link.TaskPrefix}{taskId}) cannot be read: {e.Message} "
                + $"Does its worker use another result_serializer than {_link.Content.ResultCodec.Name}?", isTransient: false, e);
        }
    }

    public async ValueTask<ResultMeta> WaitAsync(string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        var wait = new RedisResultWait(_link.TaskPrefix + taskId, _link.Logger);
        IAsyncDisposable subscription = await SubscribeAsync(wait, cancellationToken).ConfigureAwait(false);
        await using (subscription.ConfigureAwait(false))
        {
            while (true)
            {
                ResultMeta? meta = await wait.NextAsync(cancellationToken).ConfigureAwait(false)
                    ?? await GetAsync(taskId, cancellationToken).ConfigureAwait(false);
                if (meta is not null)
                {
                    onState?.Invoke(meta);
                    if (meta.Status.IsReady)
                    {
                        return meta;
                    }
                }
            }
        }
    }

    public async ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken) =>
        await AskAsync("DEL", taskId, cancellationToken).ConfigureAwait(false);

    public ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken) => _groups.SaveAsync(group, cancellationToken);

    public ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken) =>
        _groups.RestoreAsync(groupId, cancellationToken);

    public ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken) =>
        _groups.DeleteAsync(groupId, cancellationToken);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static void WriteStore(RespCommandWriter writer, (RedisResultBackend Backend, ResultMeta Meta) state)
    {
        writer.Eval(RedisResultScripts.Store, 1, 2);
        state.Backend.WriteKey(writer, state.Meta.TaskId);
        writer.Bulk(state.Backend._link.Expires);
        state.Backend._link.Content.WriteResult(writer.BeginBulk(), state.Meta);
        writer.EndBulk();
    }

    private static void WriteStoreOver(
        RespCommandWriter writer, (RedisResultBackend Backend, string TaskId, ReadOnlyMemory<byte> Document, RespReply Old) state)
    {
        writer.Eval(RedisResultScripts.StoreOver, 1, 3);
        state.Backend.WriteKey(writer, state.TaskId);
        writer.Bulk(state.Backend._link.Expires);
        writer.Bulk(state.Document.Span);
        writer.Bulk(state.Old.IsNull ? default : state.Old.Bytes.Span);
    }

    /// <summary>False when it is to be tried again at once.</summary>
    private ValueTask<bool> TryStoreAsync(ResultMeta meta, CancellationToken cancellationToken) =>
        _link.Content.ResultCodec is JsonContentCodec && meta.ResultValue is null
            ? StoreJsonAsync(meta, cancellationToken)
            : StoreOtherAsync(meta, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> StoreJsonAsync(ResultMeta meta, CancellationToken cancellationToken)
    {
        RespReply reply = await _link.Client.ExecuteAsync((this, meta), WriteStore, cancellationToken).ConfigureAwait(false);
        return RedisResultLink.IsDone(reply);
    }

    /// <summary>What the script cannot read is read here, and stored only if it is still the same then.</summary>
    private async ValueTask<bool> StoreOtherAsync(ResultMeta meta, CancellationToken cancellationToken)
    {
        var document = new ArrayBufferWriter<byte>(512);
        _link.Content.WriteResult(document, meta);
        RespReply old = await _link.Client.ExecuteAsync("GET", [_link.TaskPrefix + meta.TaskId], cancellationToken).ConfigureAwait(false);
        old.ThrowIfError();
        if (!old.IsNull && IsSuccess(old.Bytes))
        {
            return true;
        }

        RespReply reply = await _link.Client.ExecuteAsync((this, meta.TaskId, document.WrittenMemory, old), WriteStoreOver, cancellationToken)
            .ConfigureAwait(false);
        return RedisResultLink.IsDone(reply) && reply.Integer == 1;
    }

    private bool IsSuccess(ReadOnlyMemory<byte> document)
    {
        try
        {
            return _link.Content.ReadStored(document).Status == TaskState.Success;
        }
        catch (MessageDecodeException)
        {
            return false; // Nobody can read it; another result_serializer wrote it, or nobody did.
        }
    }

    private void WriteKey(RespCommandWriter writer, string taskId)
    {
        Span<byte> id = stackalloc byte[LongestIdOnStack];
        if (Encoding.UTF8.TryGetBytes(taskId, id, out int length))
        {
            writer.Bulk(_keyPrefixBytes, id[..length]);
        }
        else
        {
            writer.Bulk(_keyPrefixBytes, Encoding.UTF8.GetBytes(taskId));
        }
    }

    private ValueTask<RespReply> AskAsync(string command, string taskId, CancellationToken cancellationToken) => _link.PersistAsync(
        token => _link.Client.ExecuteAsync(command, [_link.TaskPrefix + taskId], token), e => Unreadable(taskId, e), cancellationToken);

    private ValueTask<IAsyncDisposable> SubscribeAsync(RedisResultWait wait, CancellationToken cancellationToken) => _link.PersistAsync(
        token => _link.Subscriber.Value.SubscribeAsync(wait.Channel, wait.Receive, wait.LookAgain, token),
        e => Unreadable(wait.Channel[_link.TaskPrefix.Length..], e), cancellationToken);

    private ResultStoreException NotStored(ResultMeta meta, Exception problem, bool isTransient, Exception cause) => new(
        $"The result of task {meta.TaskId} ({meta.Status}) could not be stored in {DisplayUrl}: {problem.Message}", isTransient, cause);

    private ResultReadException Unreadable(string taskId, RespException e) =>
        new($"The result of task {taskId} could not be read from {DisplayUrl}: {e.Message}", e.IsTransient, e);
}
