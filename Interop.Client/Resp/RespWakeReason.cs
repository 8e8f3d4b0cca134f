namespace Interop.Client.Resp;

/// <summary>Why <see cref="RespKeyWatcher.WaitAsync"/> came back.</summary>
internal enum RespWakeReason
{
    /// <summary>Nothing was heard for as long as the caller allowed.</summary>
    TimedOut,

    /// <summary>One of the keys existed when the wait began.</summary>
    KeyExists,

    /// <summary>The server reported a change of one of the keys, or that everything was flushed.</summary>
    KeyChanged,

    /// <summary>The connection was lost or made anew, so a change may have been missed.</summary>
    Reconnected,
}
