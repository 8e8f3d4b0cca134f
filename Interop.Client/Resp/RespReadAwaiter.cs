using System.Runtime.CompilerServices;

namespace Interop.Client.Resp;

/// <summary>
/// Awaits a read and, once the reader is registered with it, continues one caller on this thread. The reader can then be
/// woken on another thread, so this saves a hop through the thread pool and a caller who blocks blocks nobody.
/// </summary>
internal readonly struct RespReadAwaiter : ICriticalNotifyCompletion
{
    private readonly ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private readonly RespOperation? _last;

    public RespReadAwaiter(ValueTask<int> read, RespOperation? last)
    {
        _read = read.ConfigureAwait(false).GetAwaiter();
        _last = last;
        IsCompleted = _read.IsCompleted;
        if (IsCompleted)
        {
            // More bytes are there already, for this thread to take: the caller has to run elsewhere.
            last?.Schedule();
        }
    }

    public bool IsCompleted { get; }

    public RespReadAwaiter GetAwaiter() => this;

#pragma warning disable VSTHRD002 // The awaiter protocol: called when the read is complete, so it does not wait.
    public int GetResult() => _read.GetResult();
#pragma warning restore VSTHRD002

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _read.UnsafeOnCompleted(continuation);
        _last?.Execute();
    }
}
