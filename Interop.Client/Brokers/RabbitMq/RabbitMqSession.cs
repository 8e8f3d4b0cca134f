using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>One channel of a consumer, from its opening to its loss: declares, consumes, hands deliveries on.</summary>
internal sealed class RabbitMqSession : IAsyncBasicConsumer
{
    private const int LargestPrefetch = ushort.MaxValue;

    private readonly IChannel _channel;
    private readonly ConsumerOptions _options;
    private readonly ChannelWriter<Delivery> _deliveries;
    private readonly Channel<SessionEvent> _events = System.Threading.Channels.Channel.CreateUnbounded<SessionEvent>();
    private readonly ConcurrentDictionary<string, QueueDeclaration> _queues = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _isGlobal;
    private readonly Stack<List<string>> _further = new();
    private int _share;
    private int _tags;
    private volatile bool _isClosed;

    private RabbitMqSession(
        IChannel channel, bool hasGlobal, ConsumerOptions options, ChannelWriter<Delivery> deliveries, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        _channel = channel;
        _options = options;
        _deliveries = deliveries;
        _isGlobal = hasGlobal && !options.Queues.Any(RabbitMqDeclarer.IsQuorum);
        Acks = new AckSender(channel, logger);
        channel.ChannelShutdownAsync += (_, e) => OnClosed(e);
    }

    public AckSender Acks { get; }

    public bool IsClosed => _isClosed;

    /// <summary>What happens to the channel; ends with its loss.</summary>
    public ChannelReader<SessionEvent> Events => _events.Reader;

    IChannel? IAsyncBasicConsumer.Channel => _channel;

    /// <summary>Opens a channel and consumes; the order is Celery's: qos before consume.</summary>
    public static async Task<RabbitMqSession> OpenAsync(IConnection connection, ConsumerOptions options, int prefetch,
        ChannelWriter<Delivery> deliveries, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var session = new RabbitMqSession(
            channel, RabbitMqVersion.HasGlobalPrefetch(connection.ServerProperties), options, deliveries, time, logger);
        try
        {
            if (!options.NoAck)
            {
                await session.SendPrefetchAsync(prefetch, cancellationToken).ConfigureAwait(false);
                session._share = session._isGlobal || prefetch > LargestPrefetch ? 0 : prefetch;
            }

            foreach (var queue in options.Queues)
            {
                await session.ConsumeAsync(queue, cancellationToken).ConfigureAwait(false);
            }

            if (options.DelayedDeliveryQueueType is { } queueType)
            {
                await PrepareDelaysAsync(connection, options.Queues, queueType, logger, cancellationToken).ConfigureAwait(false);
            }

            return session;
        }
        catch
        {
            await session.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>On a channel of its own, since a refusal closes it. What is refused leaves the worker without this and nothing else.</summary>
    private static async Task PrepareDelaysAsync(IConnection connection, IReadOnlyList<QueueDeclaration> queues, string queueType,
        ILogger logger, CancellationToken cancellationToken)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                await DelayedDelivery.DeclareAsync(channel, queueType, cancellationToken).ConfigureAwait(false);
                foreach (var queue in queues)
                {
                    await DelayedDelivery.BindAsync(channel, queue, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationInterruptedException e) when (connection.IsOpen)
            {
                RabbitMqLog.DelayRefused(logger, queueType, e.ShutdownReason is { } reason ? RabbitMqFailure.Reason(reason) : e.Message);
            }
        }
    }

    /// <summary>Changes how many deliveries may be here.</summary>
    /// <remarks>Where the prefetch is that of each consumer (quorum queues; RabbitMQ 4.3 and later), one that consumes keeps what it began
    /// with. So there are as many consumers of each queue as are needed to have so many between them.</remarks>
    public async Task SetPrefetchAsync(int count, CancellationToken cancellationToken)
    {
        if (_share <= 0)
        {
            await SendPrefetchAsync(count, cancellationToken).ConfigureAwait(false);
            return;
        }

        var wanted = Math.Max(0, (count - 1) / _share);
        while (_further.Count < wanted)
        {
            var tags = new List<string>();
            _further.Push(tags);
            foreach (var queue in _options.Queues)
            {
                tags.Add(await BeginAsync(queue, cancellationToken).ConfigureAwait(false));
            }
        }

        // One may be left over, so that they do not come and go with every task.
        while (_further.Count > wanted + 1)
        {
            foreach (var tag in _further.Pop())
            {
                await _channel.BasicCancelAsync(tag, noWait: false, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Declares a queue and consumes from it.</summary>
    public async Task ConsumeAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        Declaring = queue;
        await RabbitMqDeclarer.DeclareAsync(_channel, queue, cancellationToken).ConfigureAwait(false);
        await BeginAsync(queue, cancellationToken).ConfigureAwait(false);
        Declaring = null;
    }

    /// <summary>The queue that was being declared when an error came.</summary>
    public QueueDeclaration? Declaring { get; private set; }

    /// <summary>Takes no more; completes when all that was on its way has been handed on.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        foreach (var tag in _queues.Keys)
        {
            await _channel.BasicCancelAsync(tag, noWait: false, cancellationToken).ConfigureAwait(false);
        }

        if (_queues.IsEmpty)
        {
            _drained.TrySetResult();
        }

        await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what is settled and closes the channel; the broker gives the rest back to its queues.</summary>
    public async Task CloseAsync()
    {
        await Acks.CompleteAsync().ConfigureAwait(false);
        await RabbitMqClosing.CloseAsync(_channel, _time, _logger).ConfigureAwait(false);
    }

    public Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        var section = properties.Headers?.TryGetValue("", out var value) == true && value is BinaryTableValue carried ? carried.Bytes : [0, 0];
        var message = RabbitMqMapper.Read(section, body.ToArray(), exchange, routingKey, redelivered);
        var queue = _queues.TryGetValue(consumerTag, out var declaration) ? declaration.Name : routingKey;
        var entry = _options.NoAck ? null : Acks.Add(deliveryTag);
        // Unbounded on purpose: its bound is the prefetch, which the broker keeps.
        _deliveries.TryWrite(new RabbitMqDelivery(message, queue, this, entry));
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        if (_queues.TryRemove(consumerTag, out var queue))
        {
            _events.Writer.TryWrite(new SessionEvent { Cancelled = queue });
        }

        return Task.CompletedTask;
    }

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        // Comes behind every delivery of its consumer, so the last one says that all have been handed on.
        _queues.TryRemove(consumerTag, out _);
        if (_queues.IsEmpty)
        {
            _drained.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    private async Task<string> BeginAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"interop{++_tags}");
        _queues[tag] = queue;
        await _channel.BasicConsumeAsync(queue.Name, _options.NoAck, tag, noLocal: false, exclusive: false,
            RabbitMqDeclarer.Arguments(queue.ConsumerArguments), this, cancellationToken).ConfigureAwait(false);
        return tag;
    }

    private Task SendPrefetchAsync(int count, CancellationToken cancellationToken) => _channel.BasicQosAsync(
        0, count is > 0 and <= LargestPrefetch ? (ushort)count : (ushort)0, _isGlobal, cancellationToken);

    private Task OnClosed(ShutdownEventArgs reason)
    {
        _isClosed = true;
        Acks.Close();
        _drained.TrySetResult();
        _events.Writer.TryWrite(new SessionEvent
        {
            Closed = RabbitMqFailure.Reason(reason),
            AckTimeout = RabbitMqFailure.AckTimeout(reason),
        });
        _events.Writer.TryComplete();
        return Task.CompletedTask;
    }
}
