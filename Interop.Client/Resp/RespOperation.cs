using System.Text;
using System.Threading.Tasks.Sources;

namespace Interop.Client.Resp;

/// <summary>
/// One unit on its way: what the caller awaits, and what waits in the pipeline for its replies. Pooled; it goes back when
/// both sides are done with it, since a cancelled caller leaves before the reply comes.
/// </summary>
internal sealed class RespOperation(RespOperationPool pool)
    : IValueTaskSource<RespReply>, IValueTaskSource<RespReply[]>, IThreadPoolWorkItem
{
    private const int LongestName = 24;

    private readonly byte[] _name = new byte[LongestName];
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellationToken;
    private RespReply _reply;
    private RespReply[]? _replies;
    private Exception? _error;
    private int _nameLength;
    private int _received;
    private int _completed;
    private int _owners;
    private bool _isBatch;
    private bool _isDiscarded;

    /// <summary>Timestamp after which the caller shall not wait any more. Only ever grows, also from use to use.</summary>
    public long Deadline { get; private set; }

    public TimeSpan Allowed { get; private set; }

    /// <summary>Replies that belong to this unit.</summary>
    public int CommandCount { get; private set; }

    /// <summary>Bytes written to the connection up to the end of this unit.</summary>
    public long EndOffset { get; private set; }

    public bool IsCompleted => Volatile.Read(ref _completed) != 0;

    /// <summary>For messages: the first command and how many follow.</summary>
    public string Name
    {
        get
        {
            string first = Encoding.ASCII.GetString(_name, 0, _nameLength);
            return CommandCount > 1 ? $"{first} (and {CommandCount - 1} more)" : first;
        }
    }

    public void Prepare(bool isBatch, long deadline, TimeSpan allowed, CancellationToken cancellationToken)
    {
        _isBatch = isBatch;
        _owners = 2;
        Deadline = deadline;
        Allowed = allowed;
        _cancellationToken = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static state => ((RespOperation)state!).Cancel(), this);
        }
    }

    /// <summary>For commands that the pipeline sends on its own account.</summary>
    public void PrepareDiscarded(long deadline, TimeSpan allowed)
    {
        Prepare(isBatch: false, deadline, allowed, CancellationToken.None);
        _isDiscarded = true;
    }

    public ValueTask<RespReply> AsSingle() => new(this, _core.Version);

    public ValueTask<RespReply[]> AsBatch() => new(this, _core.Version);

    /// <summary>Takes note of what was written; throws if it is not what the caller asked for.</summary>
    public void SetWritten(RespCommandWriter writer, long endOffset)
    {
        CommandCount = writer.CommandCount;
        if (CommandCount == 0 || (!_isBatch && CommandCount != 1))
        {
            throw new InvalidOperationException(
                $"The delegate wrote {CommandCount} commands, expected {(_isBatch ? "one or more" : "exactly one")}.");
        }

        EndOffset = endOffset;
        ReadOnlySpan<byte> name = writer.FirstCommand;
        _nameLength = Math.Min(name.Length, LongestName);
        name[.._nameLength].CopyTo(_name);
        if (_isBatch)
        {
            _replies = new RespReply[CommandCount];
        }
    }

    /// <summary>Takes the next reply; true when it was the last. Called by the reader only.</summary>
    public bool Add(in RespReply reply)
    {
        if (_replies is { } replies)
        {
            replies[_received] = reply;
        }
        else
        {
            _reply = reply;
        }

        return ++_received == CommandCount;
    }

    /// <summary>True for the one who may complete it. The result must be set before, the error right after.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _completed, 1) == 0 && !_isDiscarded;

    /// <summary>Completes with an error, unless it is complete already.</summary>
    public void Fail(Exception error)
    {
        if (TryClaim())
        {
            _error = error;
            Schedule();
        }
    }

    /// <summary>Runs the caller's continuation on the thread pool. After <see cref="TryClaim"/> only.</summary>
    public void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    /// <summary>Runs the caller's continuation here. After <see cref="TryClaim"/> only.</summary>
    public void Execute()
    {
        if (_error is null)
        {
            _core.SetResult(true);
        }
        else
        {
            _core.SetException(_error);
        }
    }

    /// <summary>One of the two sides, pipeline and caller, is done with it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            Recycle();
        }
    }

    /// <summary>Done on both sides, for commands without a caller.</summary>
    public void ReleaseDiscarded()
    {
        if (_isDiscarded)
        {
            Release();
        }
    }

    RespReply IValueTaskSource<RespReply>.GetResult(short token)
    {
        RespReply reply = _reply;
        Finish(token);
        return reply;
    }

    RespReply[] IValueTaskSource<RespReply[]>.GetResult(short token)
    {
        RespReply[] replies = _replies!;
        Finish(token);
        return replies;
    }

    ValueTaskSourceStatus IValueTaskSource<RespReply>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<RespReply[]>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<RespReply>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<RespReply[]>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel() => Fail(new OperationCanceledException(_cancellationToken));

    private void Finish(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The reply was asked for before it came; await the ValueTask.");
        }

        // Waits for a cancellation that is being delivered: it must not meet the next user of this object.
        _registration.Dispose();
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            Release();
        }
    }

    private void Recycle()
    {
        _core.Reset();
        _registration = default;
        _cancellationToken = default;
        _reply = default;
        _replies = null;
        _error = null;
        _received = 0;
        _nameLength = 0;
        CommandCount = 0;
        _isDiscarded = false;
        Volatile.Write(ref _completed, 0);
        pool.Return(this);
    }
}
