using Interop.Client.Brokers;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Backends.Rpc;

/// <summary>Results as messages: each app has a reply queue, named by its oid, and workers send every state of a task to the queue in its
/// <c>reply_to</c>. Works over any transport.</summary>
/// <remarks>Celery: <c>celery/backends/rpc.py</c> <c>RPCBackend</c>. Only the app that sent a task can read its result, and only what came
/// while it was connected: the queue is transient and goes with its consumer. The newest records of the last
/// <see cref="ReplyBook.Capacity"/> ids are kept, also when nobody waits for them yet.</remarks>
internal sealed class RpcResultBackend : IResultBackend
{
    private readonly ClientContext _context;
    private readonly IBrokerTransport _broker;
    private readonly ILogger _logger;
    private readonly ReplyBook _replies = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IBrokerConsumer? _consumer;
    private Task _reading = Task.CompletedTask;
    private bool _isDisposed;

    public RpcResultBackend(ClientContext context, IBrokerTransport broker)
    {
        _context = context;
        _broker = broker;
        _logger = context.Loggers.CreateLogger<RpcResultBackend>();
    }

    public string DisplayUrl => "rpc://";

    public bool IsEnabled => true;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _broker.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerException e)
        {
            throw new ResultStoreException($"The rpc backend cannot use its broker: {e.Message}", e.IsTransient, e);
        }
    }

    /// <summary>Declares the reply queue and consumes from it, so that a task sent after this cannot be answered into the void.</summary>
    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) =>
        Volatile.Read(ref _consumer) is null ? new(StartAsync(cancellationToken)) : default;

    public async ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(route.ReplyTo))
        {
            return; // The sender wants no answer; Celery drops it too.
        }

        var content = _context.Content.EncodeRpcResult(meta);
        var message = new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = content.ContentType,
                ContentEncoding = content.ContentEncoding,
                CorrelationId = string.IsNullOrEmpty(route.CorrelationId) ? meta.TaskId : route.CorrelationId,
                DeliveryMode = _context.Options.ResultPersistent ? 2 : 1,
                Priority = 0,
            },
            Headers = MessageHeaders.Empty,
            Body = content.Body,
        };
        try
        {
            await _broker.PublishAsync("", route.ReplyTo, message, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerException e)
        {
            throw new ResultStoreException(
                $"The result of task {meta.TaskId} was not sent to {route.ReplyTo}: {e.Message}", e.IsTransient, e);
        }
    }

    public async ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        await PrepareAsync(taskId, cancellationToken).ConfigureAwait(false);
        return _replies.Newest(taskId);
    }

    public async ValueTask<ResultMeta> WaitAsync(string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        await PrepareAsync(taskId, cancellationToken).ConfigureAwait(false);
        using var waiter = _replies.Wait(taskId);
        while (true)
        {
            var meta = await waiter.NextAsync(cancellationToken).ConfigureAwait(false);
            onState?.Invoke(meta);
            if (meta.Status.IsReady)
            {
                return meta;
            }
        }
    }

    public bool AllowsChords => false;

    public IChordCounter? Chords => null;

    public ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken) => throw new ResultStoreException(
        $"Group {group.Id} cannot be saved: the rpc backend keeps no groups, in Celery neither. Use another result_backend.");

    public ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken) => throw new ResultReadException(
        $"Group {groupId} cannot be restored: the rpc backend keeps no groups, in Celery neither. Use another result_backend.");

    public ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken) => default;

    public ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken)
    {
        _replies.Forget(taskId);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _starting.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            if (_consumer is { } consumer)
            {
                await consumer.DisposeAsync().ConfigureAwait(false);
                await _reading.ConfigureAwait(false);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_consumer is null)
            {
                var consumer = await _broker.ConsumeAsync(
                    new ConsumerOptions { Queues = [ReplyQueue()], NoAck = true }, cancellationToken).ConfigureAwait(false);
                _reading = ReadAsync(consumer);
                Volatile.Write(ref _consumer, consumer);
            }
        }
        catch (BrokerException e)
        {
            throw new ResultReadException($"The reply queue {_context.Oid} cannot be consumed: {e.Message}", e.IsTransient, e);
        }
        finally
        {
            _starting.Release();
        }
    }

    private QueueDeclaration ReplyQueue() => new()
    {
        Name = _context.Oid,
        RoutingKey = _context.Oid,
        Durable = false,
        AutoDelete = true,
        Arguments = _context.Options.ResultExpires is { } expires && expires > TimeSpan.Zero
            ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-expires"] = (long)expires.TotalMilliseconds }
            : null,
    };

    private async Task ReadAsync(IBrokerConsumer consumer)
    {
        await foreach (var delivery in consumer.Deliveries.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Take(delivery.Message);
            await delivery.AckAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _replies.Close(new ResultReadException("The rpc backend was closed while a result was awaited.", isTransient: true));
    }

    private void Take(WireMessage message)
    {
        var correlationId = message.Properties.CorrelationId;
        try
        {
            var meta = _context.Content.ReadResult(message);
            _replies.Add(string.IsNullOrEmpty(correlationId) ? meta.TaskId : correlationId, meta);
        }
        catch (ProtocolException e)
        {
            RpcLog.UnreadableReply(_logger, correlationId, e.Message);
            if (!string.IsNullOrEmpty(correlationId))
            {
                _replies.Fail(correlationId, new ResultReadException(
                    $"The result of task {correlationId} came as a message that cannot be read: {e.Message}", innerException: e));
            }
        }
    }
}
