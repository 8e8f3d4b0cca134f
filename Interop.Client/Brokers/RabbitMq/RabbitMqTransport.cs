using Interop.Client.Configuration;
using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>RabbitMQ over AMQP 0-9-1: one connection for publishing and declaring, one for consuming, each opened at its first use.</summary>
/// <remarks>URL: <c>amqp://user:password@host:5672/vhost</c>, <c>pyamqp://</c> the same, <c>amqps://</c> over TLS on 5671; several with
/// <c>;</c> between them are tried in turn. Transport options: <c>confirm_publish</c> (default true; Celery's default is false),
/// <c>ssl:ca_certs</c>, <c>ssl:certfile</c>, <c>ssl:keyfile</c>, <c>ssl:cert_reqs</c>, <c>ssl:server_hostname</c>.
/// <para>A wait that its token ends is a <see cref="BrokerUnreachableException"/> where something is known to stand in the way, and else an
/// <see cref="OperationCanceledException"/>. A token that cannot end is given <c>PublishTimeout</c>.</para></remarks>
internal sealed class RabbitMqTransport : IBrokerTransport, IDelayingTransport, IBroadcastingTransport
{
    private readonly ClientContext _context;
    private readonly RabbitMqLink _publishing;
    private readonly RabbitMqLink _consuming;
    private readonly RabbitMqTopology _topology;
    private readonly RabbitMqPublisher _publisher;

    public RabbitMqTransport(ClientContext context, IReadOnlyList<BrokerUrl> urls)
    {
        _context = context;
        var endpoints = urls.Select(url => new RabbitMqEndpoint(context, url)).ToArray();
        DisplayUrl = string.Join(';', endpoints.Select(endpoint => endpoint.DisplayUrl));
        _publishing = new(context, endpoints, "publish");
        _consuming = new(context, endpoints, "consume");
        _topology = new(context, _publishing);
        _publisher = new(context, _publishing);
    }

    public string DriverName => "amqp";

    public string DisplayUrl { get; }

    public Task ConnectAsync(CancellationToken cancellationToken) =>
        LimitedAsync(async token => await _publishing.GetAsync(token).ConfigureAwait(false), cancellationToken).AsTask();

    public ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        // An exclusive queue belongs to the connection that consumes from it, which declares it.
        return queue.Exclusive
            ? queue.Exchange is { } exchange ? DeclareAsync(exchange, cancellationToken) : default
            : cancellationToken.CanBeCanceled
                ? _topology.DeclareAsync(queue, cancellationToken)
                : LimitedAsync(token => _topology.DeclareAsync(queue, token), cancellationToken);
    }

    public ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? _topology.DeclareAsync(exchange, cancellationToken)
        : LimitedAsync(token => _topology.DeclareAsync(exchange, token), cancellationToken);

    ValueTask IDelayingTransport.PrepareDelayAsync(QueueDeclaration? queue, CancellationToken cancellationToken) =>
        _topology.PrepareDelayAsync(queue, _context.Options.BrokerNativeDelayedDeliveryQueueType, cancellationToken);

    public ValueTask PublishAsync(string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? _publisher.PublishAsync(exchange, routingKey, message, cancellationToken)
            : LimitedAsync(token => _publisher.PublishAsync(exchange, routingKey, message, token), cancellationToken);

    ValueTask<int?> IBroadcastingTransport.BroadcastAsync(string exchange, WireMessage message, CancellationToken cancellationToken) =>
        _publisher.BroadcastAsync(exchange, message, cancellationToken);

    public async Task<IBrokerConsumer> ConsumeAsync(ConsumerOptions options, CancellationToken cancellationToken)
    {
        RabbitMqConsumer? consumer = null;
        await LimitedAsync(async token =>
            consumer = await RabbitMqConsumer.StartAsync(_context, _consuming, options, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return consumer!;
    }

    /// <summary>0 for a queue that does not exist.</summary>
    public ValueTask<long> CountAsync(string queue, CancellationToken cancellationToken) => _topology.OnQueueAsync(
        async channel => (await channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false)).MessageCount,
        forget: false, cancellationToken);

    public ValueTask<long> PurgeAsync(string queue, CancellationToken cancellationToken) => _topology.OnQueueAsync(
        channel => channel.QueuePurgeAsync(queue, cancellationToken), forget: false, cancellationToken);

    public async ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken) => await _topology.OnQueueAsync(
        channel => channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken),
        forget: true, cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        // Channels end with their connections.
        await Task.WhenAll(_publishing.DisposeAsync().AsTask(), _consuming.DisposeAsync().AsTask()).ConfigureAwait(false);
    }

    private async ValueTask LimitedAsync(Func<CancellationToken, ValueTask> operation, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            await operation(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var limit = new CancellationTokenSource(_context.Options.PublishTimeout, _context.Time);
        try
        {
            await operation(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                $"RabbitMQ at {DisplayUrl} did not answer within {_context.Options.PublishTimeout.TotalSeconds:0.###} s. "
                + "Check that it is not overloaded; publish_timeout sets how long is waited.", DisplayUrl, e);
        }
    }
}
