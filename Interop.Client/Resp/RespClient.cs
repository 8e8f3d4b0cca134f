using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

internal sealed class RespClient : IRespExecutor, IAsyncDisposable
{
    public RespClient(RespOptions options, TimeProvider time, ILogger logger, Random jitter) => Options = options;

    public RespOptions Options { get; }

    /// <summary>Counts connections: 0 before the first, then one more at each (re)connect.</summary>
    public long Generation => 0;

    /// <summary>Adds a callback that runs on each new connection, before any waiting command is sent on it.</summary>
    public void OnConnected(Func<IRespExecutor, CancellationToken, ValueTask> callback) => throw new NotSupportedException();

    /// <summary>Completes when connected; throws like a command would when that takes longer than the command timeout.</summary>
    public ValueTask ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<RespReply> ExecuteAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<RespReply[]> ExecuteBatchAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
