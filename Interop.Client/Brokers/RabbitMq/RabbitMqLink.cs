using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>One connection for one purpose, opened at its first use and again whenever it was lost. Thread safe.</summary>
/// <remarks>The library's own recovery is off: it would restore queues that others deleted on purpose and cannot tell us when a delivery
/// became stale. Addresses are tried in turn; after each round of failures there is a pause of 0.25, 0.5, … 8 s and up to a quarter more.</remarks>
internal sealed class RabbitMqLink : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly ClientContext _context;
    private readonly IReadOnlyList<RabbitMqEndpoint> _endpoints;
    private readonly string _role;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task<IConnection> _opening = Task.FromCanceled<IConnection>(new CancellationToken(canceled: true));
    private IConnection? _connection;
    private int _waiters;
    private int _next;
    private int _failures;
    private volatile string? _trouble;
    private volatile string? _blocked;

    public RabbitMqLink(ClientContext context, IReadOnlyList<RabbitMqEndpoint> endpoints, string role)
    {
        _context = context;
        _endpoints = endpoints;
        _role = role;
        _logger = context.Loggers.CreateLogger<RabbitMqLink>();
    }

    public string DisplayUrl => _endpoints[_next].DisplayUrl;

    /// <summary>What stands in the way right now, or null: the last failure to connect, or the broker's alarm.</summary>
    public string? Trouble => _blocked is { } reason
        ? $"the broker blocks publishers: {reason}"
        : _connection is { IsOpen: true } ? null : _trouble;

    /// <summary>The open connection; opens one if need be and goes on trying until the token ends the wait.</summary>
    /// <exception cref="BrokerUnreachableException">It could not be opened in time, or the broker refuses us for good.</exception>
    public ValueTask<IConnection> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _connection) is { IsOpen: true } connection ? new(connection) : new(OpenAsync(cancellationToken));

    /// <summary>Ends a wait that its token ended: throws an error that says what stands in the way, if anything is known to.</summary>
    public void ThrowIfInTrouble(string what, OperationCanceledException cause)
    {
        if (Trouble is { } trouble)
        {
            throw Unreachable(what, trouble, cause);
        }
    }

    /// <summary>The error of a wait in vain.</summary>
    public BrokerUnreachableException Unreachable(string what, string trouble, Exception cause) => new(
        $"{what} at {DisplayUrl}: {trouble}. Check that the broker runs and that broker_url names it.", DisplayUrl, cause);

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        Task opening;
        lock (_gate)
        {
            opening = _opening;
        }

        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DropAsync().ConfigureAwait(false);
    }

    private async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Task<IConnection> opening;
        Interlocked.Increment(ref _waiters);
        lock (_gate)
        {
            if (_opening.IsCompleted)
            {
                _opening = _connection is { IsOpen: true } connection ? Task.FromResult(connection) : TryAllAsync(_disposing.Token);
            }

            opening = _opening;
        }

        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            ThrowIfInTrouble("RabbitMQ could not be reached", e);
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new ObjectDisposedException("The connection to RabbitMQ was closed by its owner.", e);
        }
        finally
        {
            Interlocked.Decrement(ref _waiters);
        }
    }

    /// <summary>One attempt for all who wait, and none once nobody does.</summary>
    private async Task<IConnection> TryAllAsync(CancellationToken cancellationToken)
    {
        await DropAsync().ConfigureAwait(false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var endpoint = _endpoints[_next];
            try
            {
                return Adopt(await endpoint.OpenAsync(_role, cancellationToken).ConfigureAwait(false), endpoint);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                _failures++;
                var reason = _trouble = RabbitMqFailure.Reason(e);
                var roundIsOver = _failures % _endpoints.Count == 0;
                if (roundIsOver && RabbitMqFailure.IsRefusal(e))
                {
                    RabbitMqLog.Refused(_logger, endpoint.DisplayUrl, reason);
                    throw Unreachable("RabbitMQ refuses the login", reason, e);
                }

                if (Volatile.Read(ref _waiters) == 0)
                {
                    throw Unreachable("RabbitMQ could not be reached", reason, e);
                }

                _next = (_next + 1) % _endpoints.Count;
                var pause = roundIsOver ? Pause() : TimeSpan.Zero;
                RabbitMqLog.CannotConnect(_logger, endpoint.DisplayUrl, reason, pause.TotalSeconds);
                await Task.Delay(pause, _context.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private IConnection Adopt(IConnection connection, RabbitMqEndpoint endpoint)
    {
        connection.ConnectionShutdownAsync += (_, e) =>
        {
            _blocked = null;
            _trouble = RabbitMqFailure.Reason(e);
            if (e.Initiator != ShutdownInitiator.Application)
            {
                RabbitMqLog.ConnectionLost(_logger, _role, endpoint.DisplayUrl, _trouble);
            }

            return Task.CompletedTask;
        };
        connection.ConnectionBlockedAsync += (_, e) =>
        {
            _blocked = e.Reason;
            RabbitMqLog.Blocked(_logger, endpoint.DisplayUrl, e.Reason);
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _blocked = null;
            RabbitMqLog.Unblocked(_logger, endpoint.DisplayUrl);
            return Task.CompletedTask;
        };
        _failures = 0;
        _trouble = null;
        Volatile.Write(ref _connection, connection);
        RabbitMqLog.Connected(_logger, _role, endpoint.DisplayUrl);
        return connection;
    }

    private TimeSpan Pause()
    {
        var round = Math.Min((_failures / _endpoints.Count) - 1, 10);
        var pause = FirstPause * Math.Pow(2, round);
        return (pause < LongestPause ? pause : LongestPause) * (1 + (_context.Chance.NextDouble() / 4));
    }

    private async Task DropAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } old)
        {
            try
            {
                await old.CloseAsync(Constants.ReplySuccess, "Goodbye", TimeSpan.FromSeconds(5), abort: true, CancellationToken.None)
                    .ConfigureAwait(false);
                await old.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (RabbitMqFailure.IsLoss(e) || e is OperationCanceledException)
            {
                var reason = RabbitMqFailure.Reason(e);
                RabbitMqLog.CloseFailed(_logger, _role, reason);
            }
        }
    }
}
