namespace Interop.Client.Resp;

/// <summary>
/// One open socket: commands go out in order, replies are matched in order. Once closed it stays closed and everything
/// that was in flight has failed.
/// </summary>
internal sealed class RespConnection : IRespExecutor, IAsyncDisposable
{
    private const int ReceiveBufferSize = 64 * 1024;
    private static readonly TimeSpan ShortestCheck = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly Stream _stream;
    private readonly RespOptions _options;
    private readonly TimeProvider _time;
    private readonly RespOperationPool _pool;
    private readonly RespConnectionHooks _hooks;
    private readonly RespSendQueue _sendQueue;
    private readonly RespParser _parser;
    private readonly TaskCompletionSource<Exception> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private ITimer? _timer;
    private RespOperation? _current;
    private RespOperation? _last;
    private Exception? _closeReason;

    public RespConnection(
        Stream stream,
        RespEndpoint endpoint,
        RespOptions options,
        TimeProvider time,
        RespOperationPool pool,
        RespConnectionHooks hooks)
    {
        _stream = stream;
        Endpoint = endpoint;
        _options = options;
        _time = time;
        _pool = pool;
        _hooks = hooks;
        _sendQueue = new RespSendQueue(stream, options, time, pool, Close);
        _parser = new RespParser(options.Limits);
    }

    public RespEndpoint Endpoint { get; }

    /// <summary>Completes with the reason when the connection is gone and everything in flight has been told.</summary>
    public Task<Exception> Closed => _closed.Task;

    /// <summary>Starts to read and to watch the deadlines.</summary>
    public void Start()
    {
        var check = TimeSpan.FromTicks(Math.Clamp(
            Math.Min(_options.CommandTimeout.Ticks, _options.HealthCheckInterval.Ticks) / 8,
            ShortestCheck.Ticks, LongestCheck.Ticks));
        _timer = _time.CreateTimer(static state => ((RespConnection)state!).Check(), this, check, check);
        _reading = ReadAsync();
    }

    public ValueTask<RespReply> ExecuteAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken)
    {
        RespOperation operation = Prepare(isBatch: false, cancellationToken);
        ValueTask<RespReply> result = operation.AsSingle();
        EnqueueOrFail(operation, state, write);
        return result;
    }

    public ValueTask<RespReply[]> ExecuteBatchAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken)
    {
        RespOperation operation = Prepare(isBatch: true, cancellationToken);
        ValueTask<RespReply[]> result = operation.AsBatch();
        EnqueueOrFail(operation, state, write);
        return result;
    }

    /// <summary>Writes the unit; false when the connection is closed or has as much in flight as it may.</summary>
    public bool TryEnqueue<TState>(RespOperation operation, TState state, Action<RespCommandWriter, TState> write) =>
        _sendQueue.TryEnqueue(operation, state, write);

    /// <summary>Closes the socket; what is in flight fails with this reason, from the reader, in order.</summary>
    public void Close(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is null)
        {
            _sendQueue.Close();
            _stream.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close(new ObjectDisposedException(nameof(RespClient)));
        try
        {
            await _reading.WaitAsync(CloseLimit, _time).ConfigureAwait(false);
            await _sendQueue.Pending.WaitAsync(CloseLimit, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A message handler blocks the reader; it will find the socket closed when it comes back.
        }
    }

    private RespOperation Prepare(bool isBatch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RespOperation operation = _pool.Rent();
        operation.Prepare(isBatch, _time.DeadlineAfter(_options.CommandTimeout), _options.CommandTimeout, cancellationToken);
        return operation;
    }

    private void EnqueueOrFail<TState>(RespOperation operation, TState state, Action<RespCommandWriter, TState> write)
    {
        if (!_sendQueue.TryEnqueue(operation, state, write))
        {
            operation.Fail(_closeReason is { } reason
                ? RespFailure.Lost(reason, Endpoint, mayHaveExecuted: false)
                : RespFailure.Full(_options, Endpoint));
            operation.Release();
        }
    }

    /// <summary>Timer: nobody waits longer than allowed, and an idle connection is asked whether it is still there.</summary>
    private void Check()
    {
        if (_sendQueue.InFlight.TryPeek(out RespOperation? oldest))
        {
            if (_time.GetTimestamp() >= oldest.Deadline)
            {
                Close(RespFailure.Overdue(oldest));
            }

            return;
        }

        if (_sendQueue.Idle < _options.HealthCheckInterval)
        {
            return;
        }

        _sendQueue.Ping();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferSize);
        try
        {
            while (true)
            {
                // In this order: where the read throws, the last completion is still here for the catch below.
                int count = await new RespReadAwaiter(_stream.ReadAsync(buffer), TakeLast());
                if (count == 0)
                {
                    throw new EndOfStreamException("The server closed the connection.");
                }

                Process(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e)
        {
            TakeLast()?.Schedule();
            Finish(e);
        }
    }

    /// <summary>Reader: takes in what was received.</summary>
    private void Process(ReadOnlySpan<byte> received)
    {
        while (_parser.TryRead(ref received, out RespReply reply))
        {
            if (_hooks.IsPush(reply))
            {
                _hooks.OnPush?.Invoke(reply);
            }
            else
            {
                Answer(reply);
            }
        }

        _hooks.OnProgress?.Invoke();
    }

    private void Answer(in RespReply reply)
    {
        // The operation stays at the head of the queue until its last reply, so that its deadline is seen.
        if (_current is null && !_sendQueue.InFlight.TryPeek(out _current))
        {
            throw new RespProtocolException($"a reply came that nobody asked for ({reply}).", _parser.Offset, -1);
        }

        if (reply.IsError)
        {
            LookAtError(reply);
        }

        RespOperation operation = _current;
        if (!operation.Add(reply))
        {
            return;
        }

        _current = null;
        _sendQueue.InFlight.TryDequeue(out _);
        _sendQueue.CountAnswered(operation.CommandCount);
        if (operation.TryClaim())
        {
            _last?.Schedule();
            _last = operation;
        }

        operation.ReleaseDiscarded();
        operation.Release();
    }

    private void LookAtError(in RespReply reply)
    {
        if (reply.IsErrorCode("NOSCRIPT"u8))
        {
            _sendQueue.ForgetScripts();
        }
        else if (reply.IsErrorCode("READONLY"u8) || reply.IsErrorCode("UNBLOCKED"u8))
        {
            // The master was demoted. The next connection asks again who is master.
            Close(new RespServerException(reply.Text));
        }
    }

    /// <summary>Reader: the last completion of a round runs on the reader's thread once the next read is under way.</summary>
    private RespOperation? TakeLast()
    {
        RespOperation? last = _last;
        _last = null;
        return last;
    }

    /// <summary>Reader: the stream is at its end. Everything in flight fails, in order.</summary>
    private void Finish(Exception error)
    {
        Close(error);
        _timer?.Dispose();
        Exception reason = _closeReason!;
        bool isHead = true;
        long now = _time.GetTimestamp();
        while (_sendQueue.InFlight.TryDequeue(out RespOperation? operation))
        {
            bool sent = operation.EndOffset - _sendQueue.HandedOver <= 0;
            bool late = reason is TimeoutException && (isHead || now >= operation.Deadline);
            operation.Fail(late ? RespFailure.Late(operation, Endpoint) : RespFailure.Lost(reason, Endpoint, sent));
            operation.ReleaseDiscarded();
            operation.Release();
            isHead = false;
        }

        _closed.TrySetResult(reason);
    }
}
