using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Declares, counts, purges and deletes over a channel of the publishing connection; remembers what that connection declared.</summary>
internal sealed class RabbitMqTopology
{
    private const int MostRemembered = 4096;
    private const ushort NotFound = 404;

    private readonly ClientContext _context;
    private readonly RabbitMqLink _link;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Declared? _declared;
    private IChannel? _channel;

    public RabbitMqTopology(ClientContext context, RabbitMqLink link)
    {
        _context = context;
        _link = link;
        _logger = context.Loggers.CreateLogger<RabbitMqTopology>();
    }

    public ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken) => IsDeclared(queue)
        ? default
        : new(RunAsync(queue, RabbitMqDeclarer.Key(queue), RabbitMqDeclarer.DeclareAsync,
            e => Refused($"queue '{queue.Name}' ({RabbitMqDeclarer.Describe(queue)})", _link.DisplayUrl, e), cancellationToken));

    public ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken) =>
        exchange.Name.Length == 0 || IsDeclared(exchange)
            ? default
            : new(RunAsync(exchange, RabbitMqDeclarer.Key(exchange), RabbitMqDeclarer.DeclareAsync,
                e => Refused($"exchange '{exchange.Name}' ({exchange.Type})", _link.DisplayUrl, e), cancellationToken));

    /// <summary>Makes sure that delayed messages find their way to a queue.</summary>
    public ValueTask PrepareDelayAsync(QueueDeclaration? queue, string queueType, CancellationToken cancellationToken)
    {
        var key = $"delay\n{queueType}\n{queue?.Name}\n{queue?.Exchange?.Name}\n{queue?.RoutingKey}";
        return Volatile.Read(ref _declared) is { Connection.IsOpen: true } declared && declared.Delays.ContainsKey(key)
            ? default
            : new(PrepareAsync());

        async Task PrepareAsync()
        {
            try
            {
                await WithChannelAsync(async channel =>
                {
                    if (_declared!.Delays.IsEmpty)
                    {
                        await DelayedDelivery.DeclareAsync(channel, queueType, cancellationToken).ConfigureAwait(false);
                    }

                    if (queue is not null)
                    {
                        await DelayedDelivery.BindAsync(channel, queue, cancellationToken).ConfigureAwait(false);
                    }

                    _declared?.Delays.TryAdd(key, true);
                    return 0;
                }, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationInterruptedException e)
            {
                throw Refused(
                    $"queues of native delayed delivery (celery_delayed_0 to _27, of type {queueType}: "
                    + "broker_native_delayed_delivery_queue_type)", _link.DisplayUrl, e);
            }
        }
    }

    /// <summary>Runs an operation on a queue; 0 when there is no such queue.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="forget">True when declarations are to be forgotten, since the operation undoes one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<long> OnQueueAsync(Func<IChannel, Task<uint>> operation, bool forget, CancellationToken cancellationToken)
    {
        try
        {
            return await WithChannelAsync(channel =>
            {
                _declared = forget ? null : _declared;
                return operation(channel);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == NotFound)
        {
            return 0;
        }
    }

    /// <summary>The error of a refused declaration.</summary>
    public static DeclarationRefusedException Refused(string what, string broker, OperationInterruptedException error) => new(
        $"RabbitMQ refused to declare the {what}: {(error.ShutdownReason is { } reason ? RabbitMqFailure.Reason(reason) : error.Message)}. "
        + "Declare it with the arguments it has, on every member of the fleet, or delete it on the broker.",
        broker, error);

    private bool IsDeclared(object declaration) =>
        Volatile.Read(ref _declared) is { Connection.IsOpen: true } declared && declared.Seen.ContainsKey(declaration);

    private async Task RunAsync<T>(T declaration, string key, Func<IChannel, T, CancellationToken, Task> declare,
        Func<OperationInterruptedException, Exception> refused, CancellationToken cancellationToken)
        where T : notnull
    {
        try
        {
            await WithChannelAsync(async channel =>
            {
                // Equal declarations that are other objects are known by their key.
                if (_declared!.Keys.Add(key))
                {
                    try
                    {
                        await declare(channel, declaration, cancellationToken).ConfigureAwait(false);
                    }
                    catch
                    {
                        _declared?.Keys.Remove(key);
                        throw;
                    }
                }

                _declared?.Seen.TryAdd(declaration, true);
                return 0;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException e)
        {
            throw refused(e);
        }
    }

    /// <summary>Runs one operation at a time; goes on over the next connection when one is lost, until the token ends the wait.</summary>
    private async Task<T> WithChannelAsync<T>(Func<IChannel, Task<T>> operation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var connection = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await operation(await ChannelAsync(connection, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                // The answer may still come; on this channel it would be taken for the answer to the next question.
                await DropChannelAsync().ConfigureAwait(false);
                _link.ThrowIfInTrouble("RabbitMQ did not answer", e);
                throw;
            }
            catch (Exception e) when (e is TimeoutException || (!connection.IsOpen && RabbitMqFailure.IsLoss(e)))
            {
                await DropChannelAsync().ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    private async Task<IChannel> ChannelAsync(IConnection connection, CancellationToken cancellationToken)
    {
        if (_declared is null || !ReferenceEquals(_declared.Connection, connection) || _declared.Seen.Count > MostRemembered)
        {
            _declared = new(connection);
        }

        if (_channel is not { IsOpen: true })
        {
            await DropChannelAsync().ConfigureAwait(false);
            _channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return _channel;
    }

    private async Task DropChannelAsync()
    {
        if (Interlocked.Exchange(ref _channel, null) is { } channel)
        {
            await RabbitMqClosing.CloseAsync(channel, _context.Time, _logger).ConfigureAwait(false);
        }
    }

    private sealed class Declared(IConnection connection)
    {
        public IConnection Connection { get; } = connection;

        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        /// <summary>Queues that delayed messages can reach.</summary>
        public ConcurrentDictionary<string, bool> Delays { get; } = new(StringComparer.Ordinal);

        /// <summary>By reference, so that the look-up before every publish costs nothing.</summary>
        public ConcurrentDictionary<object, bool> Seen { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
