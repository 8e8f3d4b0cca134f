using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>
/// A connection for commands that block on the server (BRPOP, BLMOVE, XREAD BLOCK), one at a time. Cancelling closes the
/// connection, which is the only way to take back a blocked command; what the server has popped at that very moment is
/// lost, so block only with commands for which that is harmless.
/// </summary>
internal sealed class RespBlockingClient(RespOptions options, TimeProvider time, ILogger logger, Random jitter)
    : IAsyncDisposable
{
    private readonly RespClient _client = new(options, time, logger, jitter);

    /// <summary>Sends one command that may take <paramref name="blocksFor"/> on top of the command timeout.</summary>
    public async ValueTask<RespReply> ExecuteAsync<TState>(
        TState state,
        Action<RespCommandWriter, TState> write,
        TimeSpan blocksFor,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _client.ExecuteAsync(state, write, blocksFor, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _client.DropConnection("A blocking command was cancelled.");
            throw;
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
