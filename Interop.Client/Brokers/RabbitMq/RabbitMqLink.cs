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
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private IConnection? _connection;
    private int _next;
    private int _failures;
    private string? _trouble;
    private volatile string? _blocked;

    public RabbitMqLink(ClientContext context, IReadOnlyList<RabbitMqEndpoint> endpoints, string role)
    {
        _context = context;
        _endpoints = endpoints;
        _role = role;
        _logger = context.Loggers.CreateLogger<RabbitMqLink>();
    }

    public string DisplayUrl => _endpoints[_next % _endpoints.Count].DisplayUrl;

    /// <summary>What stands in the way right now, or null: the last failure to connect, or the broker's alarm.</summary>
    public string? Trouble => _blocked is { } reason
        ? $"the broker blocks publishers: {reason}"
        : _connection is { IsOpen: true } ? null : _trouble;

    /// <summary>The open connection; opens one if need be and goes on trying until the token ends the wait.</summary>
    /// <exception cref="BrokerUnreachableException">It could not be opened in time, or the broker refuses us for good.</exception>
    public ValueTask<IConnection> GetAsync(CancellationToken cancellationToken) =>
        _connection is { IsOpen: true } connection ? new(connection) : new(OpenAsync(cancellationToken));

    /// <summary>Words for a wait that ended without success.</summary>
    public BrokerUnreachableException Unreachable(string what, Exception cause) => new(
        $"{what} at {DisplayUrl}: {Trouble ?? _trouble ?? "no answer in time"}. Check that the broker runs and that broker_url names it.",
        DisplayUrl, cause);

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await DropAsync().ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            await _opening.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw Ended(e);
        }

        try
        {
            return _connection is { IsOpen: true } connection ? connection : await TryAllAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw Ended(e);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<IConnection> TryAllAsync(CancellationToken cancellationToken)
    {
        await DropAsync().ConfigureAwait(false);
        while (true)
        {
            var endpoint = _endpoints[_next % _endpoints.Count];
            try
            {
                var connection = await endpoint.OpenAsync(_role, cancellationToken).ConfigureAwait(false);
                return Adopt(connection, endpoint);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                _failures++;
                _trouble = RabbitMqFailure.Reason(e);
                var roundIsOver = _failures % _endpoints.Count == 0;
                if (roundIsOver && RabbitMqFailure.IsRefusal(e))
                {
                    RabbitMqLog.Refused(_logger, endpoint.DisplayUrl, _trouble);
                    throw Unreachable("RabbitMQ lets us not in", e);
                }

                _next = (_next + 1) % _endpoints.Count;
                var pause = roundIsOver ? Pause() : TimeSpan.Zero;
                RabbitMqLog.CannotConnect(_logger, endpoint.DisplayUrl, _trouble, pause.TotalSeconds);
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
        _connection = connection;
        RabbitMqLog.Connected(_logger, _role, endpoint.DisplayUrl);
        return connection;
    }

    private TimeSpan Pause()
    {
        var round = Math.Min((_failures / _endpoints.Count) - 1, 10);
        var pause = FirstPause * Math.Pow(2, round);
        return (pause < LongestPause ? pause : LongestPause) * (1 + (_context.Chance.NextDouble() / 4));
    }

    private Exception Ended(OperationCanceledException cause) => _disposing.IsCancellationRequested
        ? new ObjectDisposedException(nameof(RabbitMqTransport), "The connection to RabbitMQ was closed by its owner.")
        : Unreachable("RabbitMQ could not be reached", cause);

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
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
            {
                RabbitMqLog.CloseFailed(_logger, _role, e.Message);
            }
        }
    }
}
