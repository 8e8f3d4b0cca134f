using System.Collections.Concurrent;

namespace Interop.Client.Resp;

/// <summary>
/// The send half of a connection: two buffers, one being filled under the lock while the other is on its way. Whoever
/// finds nobody sending sends for all who come meanwhile.
/// </summary>
internal sealed class RespSendQueue : IThreadPoolWorkItem
{
    private readonly Stream _stream;
    private readonly RespOptions _options;
    private readonly TimeProvider _time;
    private readonly RespOperationPool _pool;
    private readonly Lock _gate = new();
    private readonly Action<Exception> _onError;
    private readonly HashSet<RespScript> _knownScripts = [];
    private RespCommandWriter _writer;
    private RespCommandWriter _sending;
    private bool _isSending;
    private bool _isClosed;
    private long _handedOver;
    private long _lastSent;
    private long _writtenCommands;
    private long _answeredCommands;

    public RespSendQueue(
        Stream stream, RespOptions options, TimeProvider time, RespOperationPool pool, Action<Exception> onError)
    {
        _stream = stream;
        _options = options;
        _time = time;
        _pool = pool;
        _onError = onError;
        _lastSent = time.GetTimestamp();
        _writer = new RespCommandWriter(_knownScripts);
        _sending = new RespCommandWriter(_knownScripts);
    }

    /// <summary>Units whose replies are still to come. Filled here, emptied by the reader.</summary>
    public ConcurrentQueue<RespOperation> InFlight { get; } = new();

    /// <summary>Time since something was last written.</summary>
    public TimeSpan Idle => _time.GetElapsedTime(Volatile.Read(ref _lastSent));

    /// <summary>Bytes given to the socket, or about to be; what lies beyond this was certainly not executed.</summary>
    public long HandedOver => Volatile.Read(ref _handedOver);

    /// <summary>The last send, when it could not finish at once.</summary>
    public Task Pending { get; private set; } = Task.CompletedTask;

    /// <summary>Position of the end of the buffer in the stream of all bytes, under the lock.</summary>
    private long EndOffset => _handedOver + _writer.Length;

    private long InFlightCommands => _writtenCommands - Volatile.Read(ref _answeredCommands);

    /// <summary>Reader: so many replies came, and there is room for as many commands.</summary>
    public void CountAnswered(int commands) =>
        Volatile.Write(ref _answeredCommands, _answeredCommands + commands);

    /// <summary>Reader: a script was not known to the server, so none is taken for known any more.</summary>
    public void ForgetScripts()
    {
        lock (_gate)
        {
            _knownScripts.Clear();
        }
    }

    /// <summary>Nothing is appended after this.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    /// <summary>Writes the unit; false when the connection is closed or has as much in flight as it may.</summary>
    public bool TryEnqueue<TState>(RespOperation operation, TState state, Action<RespCommandWriter, TState> write)
    {
        bool isSender;
        bool isAlone;
        lock (_gate)
        {
            RespCommandWriter writer = _writer;
            if (_isClosed || InFlightCommands >= _options.MaxInFlight || writer.Length >= _options.MaxUnsentBytes)
            {
                return false;
            }

            int mark = writer.BeginUnit();
            try
            {
                write(writer, state);
                writer.EndUnit();
                operation.SetWritten(writer, EndOffset);
            }
            catch (Exception e)
            {
                writer.Rewind(mark);
                operation.Fail(e);
                operation.Release();
                return true;
            }

            isAlone = InFlightCommands == 0;
            Append(operation);
            LoadScript(writer);
            isSender = TryBecomeSender();
        }

        if (isSender)
        {
            // Alone, sending here saves a hop. In company, the others are about to append: one send for all of them.
            if (isAlone)
            {
                Send(isCaller: true);
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        return true;
    }

    /// <summary>Asks the server whether it is still there; nobody waits for the reply, but its deadline counts.</summary>
    public void Ping()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _writer.BeginUnit();
            _writer.Command("PING"u8, 0);
            AppendDiscarded(_writer);
            if (!TryBecomeSender())
            {
                return;
            }
        }

        Send(isCaller: true);
    }

    void IThreadPoolWorkItem.Execute() => Send(isCaller: false);

    /// <summary>
    /// The sender sends until the buffer is empty, in the background as soon as the socket does not take it all. A caller
    /// sends once; if others have come meanwhile, the thread pool goes on for them.
    /// </summary>
    private void Send(bool isCaller)
    {
        Task sending = SendAsync(isCaller);
        if (!sending.IsCompleted)
        {
            Pending = sending;
        }
    }

    private async Task SendAsync(bool isCaller)
    {
        try
        {
            while (TrySwap())
            {
                await _stream.WriteAsync(_sending.Written).ConfigureAwait(false);
                _sending.Clear();
                if (isCaller && Volatile.Read(ref _writer).Length > 0)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }
        }
        catch (Exception e)
        {
            // Stays the sender for ever: nothing more shall be sent here.
            _onError(e);
        }
    }

    private void Append(RespOperation operation)
    {
        _writtenCommands += operation.CommandCount;
        _lastSent = _time.GetTimestamp();
        InFlight.Enqueue(operation);
    }

    /// <summary>Behind a unit that carried a script as text, so that the next call may name it by its digest.</summary>
    private void LoadScript(RespCommandWriter writer)
    {
        if (writer.UnknownScript is not { } script)
        {
            return;
        }

        writer.BeginUnit();
        writer.Command("SCRIPT"u8, 2);
        writer.Bulk("LOAD"u8);
        writer.Bulk(script.Source);
        AppendDiscarded(writer);
        _knownScripts.Add(script);
    }

    private void AppendDiscarded(RespCommandWriter writer)
    {
        RespOperation operation = _pool.Rent();
        operation.PrepareDiscarded(_time.DeadlineAfter(_options.CommandTimeout), _options.CommandTimeout);
        operation.SetWritten(writer, EndOffset);
        Append(operation);
    }

    /// <summary>Under the lock: true for the one who has to send, since nobody else does.</summary>
    private bool TryBecomeSender()
    {
        bool was = _isSending;
        _isSending = true;
        return !was;
    }

    private bool TrySwap()
    {
        lock (_gate)
        {
            if (_writer.Length == 0)
            {
                _isSending = false;
                return false;
            }

            (_writer, _sending) = (_sending, _writer);
            Volatile.Write(ref _handedOver, _handedOver + _sending.Length);
            return true;
        }
    }
}
