using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>
/// One logical connection to a Redis server: pipelined, reconnecting, thread safe. Opens nothing before the first command.
/// </summary>
/// <remarks>
/// Commands issued while there is no connection wait for one, up to their deadline. Commands that had been sent when the
/// connection broke fail with <see cref="RespException.MayHaveExecuted"/>; nothing is ever sent twice.
/// </remarks>
internal sealed class RespClient : IRespExecutor, IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _jitter;
    private readonly RespOperationPool _pool = new();
    private readonly RespWaitingLine _waiting;
    private readonly RespConnector _connector;
    private readonly List<Func<IRespExecutor, CancellationToken, ValueTask>> _onConnected = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _loop = Task.CompletedTask;
    private bool _isStarted;
    private volatile bool _isDisposed;
    private volatile RespConnection? _connection;
    private long _generation;

    public RespClient(RespOptions options, TimeProvider time, ILogger logger, Random jitter)
        : this(options, time, logger, jitter, new RespConnectionHooks())
    {
    }

    internal RespClient(
        RespOptions options, TimeProvider time, ILogger logger, Random jitter, RespConnectionHooks hooks)
    {
        Options = options;
        _time = time;
        _logger = logger;
        _jitter = jitter;
        _waiting = new RespWaitingLine(options, time);
        _connector = new RespConnector(options, time, logger, _pool, hooks with { OnProgress = _waiting.Drain });
    }

    public RespOptions Options { get; }

    /// <summary>Counts connections: 0 before the first, then one more at each (re)connect.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Why there is no connection: what the last attempt ended with. Null while there is one, or before an attempt has failed.</summary>
    public Exception? Problem => _connection is null ? _waiting.LastError : null;

    /// <summary>A connection stands at this moment; it may be gone at the next.</summary>
    public bool IsConnected => _connection is { Closed.IsCompleted: false };

    /// <summary>
    /// Adds a callback that runs on each new connection, before any waiting command is sent on it. If it throws, the
    /// connection is given up and made anew. Add before the first command.
    /// </summary>
    public void OnConnected(Func<IRespExecutor, CancellationToken, ValueTask> callback)
    {
        lock (_gate)
        {
            _onConnected.Add(callback);
        }
    }

    /// <summary>Completes when connected; fails like a command when that takes longer than the command timeout.</summary>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken) =>
        (await this.ExecuteAsync("PING", [], cancellationToken).ConfigureAwait(false)).ThrowIfError();

    public ValueTask<RespReply> ExecuteAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken) =>
        ExecuteAsync(state, write, TimeSpan.Zero, cancellationToken);

    /// <summary>As the shorter form, for a command that may take longer than the command timeout by the time given.</summary>
    public ValueTask<RespReply> ExecuteAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, TimeSpan moreTime, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RespReply>(cancellationToken);
        }

        RespOperation operation = Prepare(isBatch: false, moreTime, cancellationToken);
        ValueTask<RespReply> result = operation.AsSingle();
        Enqueue(operation, state, write);
        return result;
    }

    public ValueTask<RespReply[]> ExecuteBatchAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RespReply[]>(cancellationToken);
        }

        RespOperation operation = Prepare(isBatch: true, TimeSpan.Zero, cancellationToken);
        ValueTask<RespReply[]> result = operation.AsBatch();
        Enqueue(operation, state, write);
        return result;
    }

    /// <summary>Closes the present connection, if any; what is in flight fails, and a new one is made.</summary>
    public void DropConnection(string reason) => _connection?.Close(new IOException(reason));

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _waiting.Close();
        try
        {
            await _loop.WaitAsync(CloseLimit, _time, CancellationToken.None).ConfigureAwait(false);
            _stop.Dispose();
        }
        catch (TimeoutException)
        {
            // A callback of an owner does not end; it holds nothing of ours but the cancelled token.
        }
    }

    private RespOperation Prepare(bool isBatch, TimeSpan moreTime, CancellationToken cancellationToken)
    {
        TimeSpan allowed = Options.CommandTimeout + moreTime;
        RespOperation operation = _pool.Rent();
        operation.Prepare(isBatch, _time.DeadlineAfter(allowed), allowed, cancellationToken);
        return operation;
    }

    private void Enqueue<TState>(RespOperation operation, TState state, Action<RespCommandWriter, TState> write)
    {
        // Whoever finds a line of waiting units joins it, so that the order of calls is the order on the wire.
        if (!_waiting.IsEmpty || _connection is not { } connection || !connection.TryEnqueue(operation, state, write))
        {
            _waiting.Add(new RespPendingSend<TState>(operation, state, write));
            Start();
        }
    }

    private void Start()
    {
        lock (_gate)
        {
            if (!_isStarted && !_isDisposed)
            {
                _isStarted = true;
                _loop = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
            }
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        int failures = 0;
        TimeSpan delay = TimeSpan.Zero;
        for (int attempt = 0; await TryDelayAsync(delay, stop).ConfigureAwait(false); attempt++)
        {
            delay = Backoff(failures + 1);
            RespConnection? connection = await TryConnectAsync(attempt, delay, stop).ConfigureAwait(false);
            if (connection is null)
            {
                failures++;
                continue;
            }

            long since = _time.GetTimestamp();
            using CancellationTokenRegistration closing = stop.UnsafeRegister(
                static state => ((RespConnection)state!).Close(new ObjectDisposedException(nameof(RespClient))), connection);
            Exception reason = await connection.Closed.ConfigureAwait(false);
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
            if (!stop.IsCancellationRequested)
            {
                RespLog.ConnectionLost(_logger, connection.Endpoint, reason.Message);
            }

            // A connection that breaks as soon as it stands must not be made anew without a pause.
            bool isShortLived = _time.GetElapsedTime(since) < Options.ReconnectMaxDelay;
            failures = isShortLived ? failures + 1 : 0;
            delay = isShortLived ? Backoff(failures) : TimeSpan.Zero;
        }
    }

    private async Task<RespConnection?> TryConnectAsync(int attempt, TimeSpan delay, CancellationToken stop)
    {
        RespConnection? connection = null;
        try
        {
            connection = await _connector.ConnectAsync(attempt, stop).ConfigureAwait(false);
            foreach (Func<IRespExecutor, CancellationToken, ValueTask> callback in Callbacks())
            {
                await callback(connection, stop).ConfigureAwait(false);
            }

            long generation = Interlocked.Increment(ref _generation);
            RespLog.Connected(_logger, connection.Endpoint, generation);
            _connection = connection;
            _waiting.Open(connection);
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            if (!stop.IsCancellationRequested)
            {
                var problem = e.Message.TrimEnd('.');
                RespLog.ConnectFailed(_logger, Options, problem, delay.TotalSeconds);
                _waiting.Explain(e);
            }

            return null;
        }
    }

    private Func<IRespExecutor, CancellationToken, ValueTask>[] Callbacks()
    {
        lock (_gate)
        {
            return [.. _onConnected];
        }
    }

    private TimeSpan Backoff(int failures)
    {
        double ceiling = Math.Min(
            Options.ReconnectDelay.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)),
            Options.ReconnectMaxDelay.TotalSeconds);
        lock (_jitter)
        {
            return TimeSpan.FromSeconds(ceiling * (0.5 + (_jitter.NextDouble() / 2)));
        }
    }

    private async Task<bool> TryDelayAsync(TimeSpan delay, CancellationToken stop)
    {
        try
        {
            await Task.Delay(delay, _time, stop).ConfigureAwait(false);
            return !stop.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
