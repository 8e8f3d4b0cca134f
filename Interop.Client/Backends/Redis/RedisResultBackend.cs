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
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly RespClient _client;
    private readonly Lazy<RespSubscriber> _subscriber;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;
    private readonly AppContent _content;
    private readonly string _keyPrefix;
    private readonly byte[] _keyPrefixBytes;
    private readonly long _expires;

    /// <exception cref="FormatException">The URL or an option cannot be used.</exception>
    public RedisResultBackend(ClientContext context, BrokerUrl url)
    {
        CeleryOptions options = context.Options;
        IReadOnlyList<BrokerUrl> urls = url.Scheme == "sentinel" && options.ResultBackend is { } all ? BrokerUrl.ParseAll(all) : [url];
        RespOptions resp = RedisAddress.ToRespOptions(
            urls, options.ResultBackendTransportOptions, options.BrokerConnectionTimeout, options.PublishTimeout);
        _logger = context.Loggers.CreateLogger("Interop.Client.Redis");
        _time = context.Time;
        _client = new RespClient(resp, _time, _logger, context.Chance);
        _subscriber = new Lazy<RespSubscriber>(() => new RespSubscriber(resp, _time, _logger, context.Chance));
        _patience = options.PublishTimeout;
        _content = context.Content;
        _keyPrefix = GlobalPrefix(options.ResultBackendTransportOptions.Text("global_keyprefix")) + "celery-task-meta-";
        _keyPrefixBytes = Encoding.UTF8.GetBytes(_keyPrefix);
        _expires = options.ResultExpires is { } expires && expires > TimeSpan.Zero ? Math.Max(1, (long)expires.TotalSeconds) : 0;
        DisplayUrl = string.Join(';', urls);
    }

    public string DisplayUrl { get; }

    public bool IsEnabled => true;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.ConnectAsync(cancellationToken).ConfigureAwait(false);
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
        long start = _time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                if (await TryStoreAsync(meta, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                continue;
            }
            catch (RespException e) when (IsWorthAnotherTry(e, start, cancellationToken))
            {
                RedisResultLog.Retried(_logger, DisplayUrl, e.Message);
            }
            catch (RespException e)
            {
                throw NotStored(meta, e, e.IsTransient, e);
            }
            catch (OperationCanceledException e) when (_client.Problem is { } problem)
            {
                throw NotStored(meta, problem, isTransient: true, e);
            }

            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        RespReply reply = await AskAsync("GET", taskId, cancellationToken).ConfigureAwait(false);
        try
        {
            return reply.IsNull ? null : _content.ReadResult(reply.Bytes);
        }
        catch (ContentDisallowedException e)
        {
            throw new ResultReadException(
                $"The result of task {taskId} in {DisplayUrl} (key {_keyPrefix}{taskId}) was not read: {e.Message}", isTransient: false, e);
        }
        catch (MessageDecodeException e)
        {
            throw new ResultReadException(
                $"The result of task {taskId} in {DisplayUrl} (key {_keyPrefix}{taskId}) cannot be read: {e.Message} "
                + $"Does its worker use another result_serializer than {_content.ResultCodec.Name}?", isTransient: false, e);
        }
    }

    public async ValueTask<ResultMeta> WaitAsync(string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        var wait = new RedisResultWait(_keyPrefix + taskId, _logger);
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

    public async ValueTask DisposeAsync()
    {
        if (_subscriber.IsValueCreated)
        {
            await _subscriber.Value.DisposeAsync().ConfigureAwait(false);
        }

        await _client.DisposeAsync().ConfigureAwait(false);
    }

    // celery 5.3: celery/backends/base.py, KeyValueStoreBackend._add_global_keyprefix.
    private static string GlobalPrefix(string? prefix) =>
        prefix is not { Length: > 0 } ? "" : prefix[^1] is ':' or '_' or '-' or '.' ? prefix : prefix + "_";

    private static TimeSpan Longer(TimeSpan pause) => pause + pause < LongestPause ? pause + pause : LongestPause;

    private static void WriteStore(RespCommandWriter writer, (RedisResultBackend Backend, ResultMeta Meta) state)
    {
        writer.Eval(RedisResultScripts.Store, 1, 2);
        state.Backend.WriteKey(writer, state.Meta.TaskId);
        writer.Bulk(state.Backend._expires);
        state.Backend._content.WriteResult(writer.BeginBulk(), state.Meta);
        writer.EndBulk();
    }

    private static void WriteStoreOver(
        RespCommandWriter writer, (RedisResultBackend Backend, string TaskId, ReadOnlyMemory<byte> Document, RespReply Old) state)
    {
        writer.Eval(RedisResultScripts.StoreOver, 1, 3);
        state.Backend.WriteKey(writer, state.TaskId);
        writer.Bulk(state.Backend._expires);
        writer.Bulk(state.Document.Span);
        writer.Bulk(state.Old.IsNull ? default : state.Old.Bytes.Span);
    }

    /// <summary>False when it is to be tried again at once.</summary>
    private ValueTask<bool> TryStoreAsync(ResultMeta meta, CancellationToken cancellationToken) =>
        _content.ResultCodec is JsonContentCodec && meta.ResultValue is null
            ? StoreJsonAsync(meta, cancellationToken)
            : StoreOtherAsync(meta, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> StoreJsonAsync(ResultMeta meta, CancellationToken cancellationToken)
    {
        RespReply reply = await _client.ExecuteAsync((this, meta), WriteStore, cancellationToken).ConfigureAwait(false);
        return IsDone(reply);
    }

    /// <summary>What the script cannot read is read here, and stored only if it is still the same then.</summary>
    private async ValueTask<bool> StoreOtherAsync(ResultMeta meta, CancellationToken cancellationToken)
    {
        var document = new ArrayBufferWriter<byte>(512);
        _content.WriteResult(document, meta);
        RespReply old = await _client.ExecuteAsync("GET", [_keyPrefix + meta.TaskId], cancellationToken).ConfigureAwait(false);
        old.ThrowIfError();
        if (!old.IsNull && IsSuccess(old.Bytes))
        {
            return true;
        }

        RespReply reply = await _client.ExecuteAsync((this, meta.TaskId, document.WrittenMemory, old), WriteStoreOver, cancellationToken)
            .ConfigureAwait(false);
        return IsDone(reply) && reply.Integer == 1;
    }

    private bool IsSuccess(ReadOnlyMemory<byte> document)
    {
        try
        {
            return _content.ReadStored(document).Status == TaskState.Success;
        }
        catch (MessageDecodeException)
        {
            return false; // Nobody can read it; another result_serializer wrote it, or nobody did.
        }
    }

    private static bool IsDone(RespReply reply)
    {
        if (reply.IsErrorCode("NOSCRIPT"u8))
        {
            return false;
        }

        reply.ThrowIfError();
        return true;
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

    private async ValueTask<RespReply> AskAsync(string command, string taskId, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return await _client.ExecuteAsync(command, [_keyPrefix + taskId], cancellationToken).ConfigureAwait(false);
            }
            catch (RespException e) when (IsWorthAnotherTry(e, start, cancellationToken))
            {
                RedisResultLog.Retried(_logger, DisplayUrl, e.Message);
            }
            catch (RespException e)
            {
                throw Unreadable(taskId, e);
            }

            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IAsyncDisposable> SubscribeAsync(RedisResultWait wait, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return await _subscriber.Value.SubscribeAsync(wait.Channel, wait.Receive, wait.LookAgain, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (RespException e) when (IsWorthAnotherTry(e, start, cancellationToken))
            {
                RedisResultLog.Retried(_logger, DisplayUrl, e.Message);
            }
            catch (RespException e)
            {
                throw Unreadable(wait.Channel[_keyPrefix.Length..], e);
            }

            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private ResultStoreException NotStored(ResultMeta meta, Exception problem, bool isTransient, Exception cause) => new(
        $"The result of task {meta.TaskId} ({meta.Status}) could not be stored in {DisplayUrl}: {problem.Message}", isTransient, cause);

    private ResultReadException Unreadable(string taskId, RespException e) =>
        new($"The result of task {taskId} could not be read from {DisplayUrl}: {e.Message}", e.IsTransient, e);

    // A caller with a token waits for as long as the token lets him; one without has the default deadline.
    private bool IsWorthAnotherTry(RespException e, long start, CancellationToken cancellationToken) =>
        e.IsTransient
        && (cancellationToken.CanBeCanceled
            ? !cancellationToken.IsCancellationRequested
            : _time.GetElapsedTime(start) < _patience);

    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, _time, cancellationToken);
}
