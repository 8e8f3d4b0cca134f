namespace Interop.Client.Resp;

/// <summary>Units that wait, in the order of the calls, for a connection or for room in the pipeline.</summary>
internal sealed class RespWaitingLine(RespOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestCheck = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<RespPendingSend> _line = new();
    private RespConnection? _connection;
    private Exception? _lastError;
    private ITimer? _timer;
    private bool _isClosed;
    private volatile int _count;

    /// <summary>What the last attempt to connect ended with; null after one that worked.</summary>
    public Exception? LastError => Volatile.Read(ref _lastError);

    public bool IsEmpty => _count == 0;

    private TimeSpan CheckInterval => TimeSpan.FromTicks(
        Math.Clamp(options.CommandTimeout.Ticks / 8, ShortestCheck.Ticks, LongestCheck.Ticks));

    public void Add(RespPendingSend pending)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                Leave(pending, new ObjectDisposedException(nameof(RespClient)));
                return;
            }

            _line.Enqueue(pending);
            _count = _line.Count;
            if (_line.Count == 1)
            {
                _timer ??= time.CreateTimer(
                    static state => ((RespWaitingLine)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(CheckInterval, CheckInterval);
            }
        }

        // Room, or the connection, may have come between the caller's attempt and now.
        Drain();
    }

    /// <summary>There is a connection.</summary>
    public void Open(RespConnection connection)
    {
        lock (_gate)
        {
            _connection = connection;
            _lastError = null;
        }

        Drain();
    }

    /// <summary>Moves units into the pipeline while it takes them.</summary>
    public void Drain()
    {
        if (_count == 0)
        {
            return;
        }

        lock (_gate)
        {
            while (_connection is { } connection && _line.TryPeek(out RespPendingSend? first))
            {
                if (first.Operation.IsCompleted)
                {
                    first.Operation.Release();
                }
                else if (!first.TryEnqueue(connection))
                {
                    break;
                }

                _line.Dequeue();
                _count = _line.Count;
            }
        }
    }

    /// <summary>An attempt to connect failed. If only another configuration can help, nobody waits any longer.</summary>
    public void Explain(Exception error)
    {
        lock (_gate)
        {
            _connection = null;
            _lastError = error;
            while (error is RespConnectionException { IsPermanent: true } && _line.TryDequeue(out RespPendingSend? first))
            {
                Leave(first, Unreachable(first.Operation));
            }

            _count = _line.Count;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _timer?.Dispose();
            while (_line.TryDequeue(out RespPendingSend? first))
            {
                Leave(first, new ObjectDisposedException(nameof(RespClient)));
            }

            _count = 0;
        }
    }

    private static void Leave(RespPendingSend pending, Exception error)
    {
        pending.Operation.Fail(error);
        pending.Operation.Release();
    }

    private void Sweep()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            while (_line.TryPeek(out RespPendingSend? first)
                && (first.Operation.IsCompleted || now >= first.Operation.Deadline))
            {
                _line.Dequeue();
                Leave(first, Overdue(first.Operation));
            }

            _count = _line.Count;
            if (_count == 0 && !_isClosed)
            {
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private RespException Overdue(RespOperation operation) =>
        _connection is { Closed.IsCompleted: false } connection
            ? new RespTimeoutException(
                "(not sent)", connection.Endpoint.ToString(), operation.Allowed,
                $"{options.MaxInFlight} commands or {options.MaxUnsentBytes} bytes were ahead of it all the time.")
            : Unreachable(operation);

    private RespConnectionException Unreachable(RespOperation operation)
    {
        var last = _lastError as RespConnectionException;
        string problem = _lastError?.Message ?? "No attempt to connect has ended yet.";
        string text = last is { IsPermanent: true }
            ? problem
            : $"No connection to Redis ({options}) within {operation.Allowed.TotalSeconds:0.###} s. {problem}";
        return new RespConnectionException(text, last?.Endpoint ?? options.ToString(), _lastError)
        {
            IsPermanent = last is { IsPermanent: true },
        };
    }
}
