using System.Runtime.CompilerServices;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.Redis;

/// <summary>kombu's Redis transport: a queue is a few lists, one for each step of priority; broadcasts are PUBLISH.</summary>
/// <remarks>kombu: <c>kombu/transport/redis.py</c>. At least once: a publish whose confirmation was lost is sent again, with the same
/// delivery tag.</remarks>
internal sealed class RedisTransport : IBrokerTransport, IBroadcastingTransport
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly RedisSession _session;
    private readonly RedisBroadcasts _broadcasts;
    private readonly CeleryRelease _release;
    private int _isDisposed;

    /// <exception cref="FormatException">A URL or a transport option cannot be used.</exception>
    public RedisTransport(ClientContext context, IReadOnlyList<BrokerUrl> urls)
    {
        _session = new RedisSession(context, urls);
        _broadcasts = new RedisBroadcasts(_session);
        _release = context.Options.Release;
        _session.Client.OnConnected(BindAgainAsync);
    }

    public string DriverName => "redis";

    public string DisplayUrl => _session.DisplayUrl;

    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        await _session.PersistAsync<int>(
            async token =>
            {
                await _session.Client.ConnectAsync(token).ConfigureAwait(false);
                return 0;
            },
            cancellationToken).ConfigureAwait(false);

    public ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        if (queue.Exchange is not { Name.Length: > 0 } exchange)
        {
            return default;
        }

        _session.Router.Declare(exchange);
        var binding = new RedisBinding(exchange.Name, queue.RoutingKey, queue.Name);
        return _session.Router.TryBind(binding) ? BindAsync(binding, cancellationToken) : default;
    }

    public ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken)
    {
        _session.Router.Declare(exchange);
        return default;
    }

    public ValueTask PublishAsync(
        string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken)
    {
        WireMessage envelope = Envelope(exchange, routingKey, message);
        if (exchange.Length == 0 && routingKey.Length > 0)
        {
            return SendAsync(isBroadcast: false, List(routingKey, envelope), envelope, cancellationToken);
        }

        return _session.Router.IsFanout(exchange)
            ? SendAsync(isBroadcast: true, _session.Names.Keys.PublishChannel(exchange, routingKey), envelope, cancellationToken)
            : RouteAsync(exchange, routingKey, envelope, cancellationToken);
    }

    // Counts the subscribers of this server, those by pattern included, as Python's are.
    async ValueTask<int?> IBroadcastingTransport.BroadcastAsync(string exchange, WireMessage message, CancellationToken cancellationToken)
    {
        var command = (true, _session.Names.Keys.PublishChannel(exchange, ""), Envelope(exchange, "", message), _release);
        RespReply reply = await _session.PersistAsync(
            token => _session.Client.ExecuteAsync(command, Write, token).AsTask(), cancellationToken).ConfigureAwait(false);
        return (int)reply.ThrowIfError().Integer;
    }

    public async Task<IBrokerConsumer> ConsumeAsync(ConsumerOptions options, CancellationToken cancellationToken)
    {
        foreach (QueueDeclaration queue in options.Queues)
        {
            await DeclareAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        ILookup<bool, QueueDeclaration> queues = options.Queues.ToLookup(q => q.Exchange?.Type == "fanout");
        RedisBroadcastSubscription? subscription = queues.Contains(true) ? new(_broadcasts, [.. queues[true]]) : null;
        var consumer = new RedisConsumer(_session, options, [.. queues[false].Select(q => q.Name)], subscription);
        try
        {
            if (subscription is not null)
            {
                await subscription.SubscribeAsync(consumer, DeleteQueueAsync, cancellationToken).ConfigureAwait(false);
            }

            consumer.Start();
            return consumer;
        }
        catch
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<long> CountAsync(string queue, CancellationToken cancellationToken) =>
        (await OnAllStepsAsync("LLEN", queue, cancellationToken).ConfigureAwait(false)).Sum(reply => reply.Integer);

    public async ValueTask<long> PurgeAsync(string queue, CancellationToken cancellationToken) =>
        (await OnAllStepsAsync("LLEN", "DEL", queue, cancellationToken).ConfigureAwait(false))
            .Where((_, i) => i % 2 == 0).Sum(reply => reply.Integer);

    public async ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken)
    {
        foreach (RedisBinding binding in _session.Router.Unbind(queue))
        {
            await CallAsync(
                "SREM", [_session.Names.Keys.Bindings(binding.Exchange), _session.Router.Member(binding)], cancellationToken)
                .ConfigureAwait(false);
        }

        await OnAllStepsAsync("DEL", queue, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _broadcasts.DisposeAsync().ConfigureAwait(false);
            await _session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static WireMessage Envelope(string exchange, string routingKey, WireMessage message) => message with
    {
        Properties = message.Properties with
        {
            Exchange = exchange,
            RoutingKey = routingKey,
            Redelivered = false,
            Priority = message.Properties.Priority ?? 0,
            BodyEncoding = "base64",
            DeliveryTag = Guid.NewGuid().ToString(),
        },
    };

    private string List(string queue, WireMessage envelope) =>
        _session.Names.List(queue, envelope.Properties.Priority ?? 0);

    private async ValueTask RouteAsync(
        string exchange, string routingKey, WireMessage envelope, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> queues = await _session.PersistAsync(
            token => _session.Router.RouteAsync(_session.Client, exchange, routingKey, token).AsTask(), cancellationToken)
            .ConfigureAwait(false);
        if (queues.Count == 0)
        {
            RedisLog.Unroutable(_session.Logger, exchange, routingKey, envelope.Properties.DeliveryTag!);
        }

        foreach (string queue in queues)
        {
            await SendAsync(isBroadcast: false, List(queue, envelope), envelope, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(
        bool isBroadcast, string key, WireMessage envelope, CancellationToken cancellationToken)
    {
        long start = _session.Time.GetTimestamp();
        RespException? last = null;
        while (true)
        {
            try
            {
                RespReply reply = await _session.Client.ExecuteAsync(
                    (isBroadcast, key, envelope, _release), Write, cancellationToken).ConfigureAwait(false);
                if (!reply.IsError)
                {
                    return;
                }

                reply.ThrowIfError();
            }
            catch (RespException e) when (e.IsTransient && _session.Time.GetElapsedTime(start) < _session.Patience)
            {
                last = e;
                if (e.MayHaveExecuted)
                {
                    RedisLog.PublishRepeated(_session.Logger, envelope.Properties.DeliveryTag!, e.Message);
                }
            }
            catch (RespException e)
            {
                throw _session.Translate(e, start);
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                _session.ThrowIfUnreachable(last, start, e);
                throw;
            }

            await Task.WhenAny(Task.Delay(Pause, _session.Time, cancellationToken)).ConfigureAwait(false);
        }
    }

    private static void Write(
        RespCommandWriter writer, (bool IsBroadcast, string Key, WireMessage Envelope, CeleryRelease Release) state)
    {
        writer.Command(state.IsBroadcast ? "PUBLISH"u8 : "LPUSH"u8, 2);
        writer.Bulk(state.Key);
        VirtualEnvelope.Write(writer.BeginBulk(), state.Envelope, state.Release);
        writer.EndBulk();
    }

    private async ValueTask BindAsync(RedisBinding binding, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                "SADD", [_session.Names.Keys.Bindings(binding.Exchange), _session.Router.Member(binding)], cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            _session.Router.Forget(binding);
            throw;
        }
    }

    // A server that came back without its data, or another one after a failover, knows no bindings.
    private async ValueTask BindAgainAsync(IRespExecutor connection, CancellationToken cancellationToken)
    {
        foreach (RedisBinding binding in _session.Router.Bindings)
        {
            try
            {
                await connection.ExecuteAsync(
                    "SADD", [_session.Names.Keys.Bindings(binding.Exchange), _session.Router.Member(binding)], cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (RespServerException e) when (!e.IsTransient)
            {
                // Connecting again would not help; who declares the queue, or publishes to it, is told.
                RedisLog.BindingRefused(_session.Logger, binding.Exchange, e.Message);
            }
        }
    }

    private ValueTask<RespReply> CallAsync(string command, RespArgument[] arguments, CancellationToken cancellationToken) =>
        _session.PersistAsync(
            token => _session.Client.ExecuteAsync(command, arguments, token).AsTask(), cancellationToken);

    private ValueTask<RespReply[]> OnAllStepsAsync(string command, string queue, CancellationToken cancellationToken) =>
        OnAllStepsAsync(command, null, queue, cancellationToken);

    private ValueTask<RespReply[]> OnAllStepsAsync(
        string command, string? thenCommand, string queue, CancellationToken cancellationToken) =>
        _session.PersistAsync(
            async token =>
            {
                RespReply[] replies = await _session.Client.ExecuteBatchAsync(
                    (Keys: _session.Names.Keys.AllSteps(queue), First: command, Then: thenCommand),
                    static (writer, state) =>
                    {
                        writer.Command("MULTI"u8, 0);
                        foreach (string key in state.Keys)
                        {
                            WriteOne(writer, state.First, key);
                            if (state.Then is not null)
                            {
                                WriteOne(writer, state.Then, key);
                            }
                        }

                        writer.Command("EXEC"u8, 0);
                    },
                    token).ConfigureAwait(false);
                RespReply[] results = replies[^1].ThrowIfError().Items;
                return Array.TrueForAll(results, result => !result.ThrowIfError().IsError) ? results : [];
            },
            cancellationToken);

    private static void WriteOne(RespCommandWriter writer, string command, string key)
    {
        writer.Command(System.Text.Encoding.ASCII.GetBytes(command), 1);
        writer.Bulk(key);
    }
}
