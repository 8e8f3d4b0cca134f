namespace Interop.Client.Resp;

/// <summary>
/// Where commands go: a <see cref="RespClient"/> (reconnects), or one of its connections while it is being set up.
/// </summary>
/// <remarks>
/// The write delegates run under the lock of the pipeline, perhaps later and on another thread, once. They write their
/// commands and do nothing else: no waiting, no calls back into the client. What is written by one delegate stays
/// together on the wire; commands of one caller are sent in the order of the calls.
/// </remarks>
internal interface IRespExecutor
{
    /// <summary>Sends exactly one command. An error reply is returned, see <see cref="RespReply.ThrowIfError"/>.</summary>
    ValueTask<RespReply> ExecuteAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken);

    /// <summary>Sends one or more commands as one unit; the replies come in the same order, errors among them.</summary>
    ValueTask<RespReply[]> ExecuteBatchAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken);
}
