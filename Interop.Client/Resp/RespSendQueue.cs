namespace Interop.Client.Resp;

/// <summary>
/// The send half of a connection: two buffers, one being filled under the lock while the other is on its way. Whoever
/// finds nobody sending sends for all who come meanwhile.
/// </summary>
internal sealed class RespSendQueue : IThreadPoolWorkItem
{
    private readonly Stream _stream;
    private readonly Action<Exception> _onError;
    private readonly HashSet<RespScript> _knownScripts = [];
    private RespCommandWriter _sending;
    private bool _isSending;
    private long _handedOver;

    public RespSendQueue(Stream stream, Action<Exception> onError)
    {
        _stream = stream;
        _onError = onError;
        Writer = new RespCommandWriter(_knownScripts);
        _sending = new RespCommandWriter(_knownScripts);
    }

    /// <summary>Guards everything here and the order of the operations in the pipeline.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The buffer to append to, under the lock.</summary>
    public RespCommandWriter Writer { get; private set; }

    /// <summary>Bytes given to the socket, or about to be; what lies beyond this was certainly not executed.</summary>
    public long HandedOver => Volatile.Read(ref _handedOver);

    /// <summary>Position of the end of the buffer in the stream of all bytes, under the lock.</summary>
    public long EndOffset => _handedOver + Writer.Length;

    /// <summary>The last send, when it could not finish at once.</summary>
    public Task Pending { get; private set; } = Task.CompletedTask;

    public void AddKnownScript(RespScript script) => _knownScripts.Add(script);

    public void ForgetScripts()
    {
        lock (Gate)
        {
            _knownScripts.Clear();
        }
    }

    /// <summary>Under the lock: true makes the caller the sender, who must call <see cref="Send"/> or <see cref="SendSoon"/>.</summary>
    public bool TryBecomeSender()
    {
        bool was = _isSending;
        _isSending = true;
        return !was;
    }

    /// <summary>Sends on the thread pool, after those who are ready to run have had a chance to append.</summary>
    public void SendSoon() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Send();

    /// <summary>Sends until the buffer is empty; goes on in the background as soon as the socket does not take it all.</summary>
    public void Send()
    {
        Task sending = SendAsync();
        if (!sending.IsCompleted)
        {
            Pending = sending;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TrySwap())
            {
                await _stream.WriteAsync(_sending.Written).ConfigureAwait(false);
                _sending.Clear();
            }
        }
        catch (Exception e)
        {
            // Stays the sender for ever: nothing more shall be sent here.
            _onError(e);
        }
    }

    private bool TrySwap()
    {
        lock (Gate)
        {
            if (Writer.Length == 0)
            {
                _isSending = false;
                return false;
            }

            (Writer, _sending) = (_sending, Writer);
            Volatile.Write(ref _handedOver, _handedOver + _sending.Length);
            return true;
        }
    }
}
