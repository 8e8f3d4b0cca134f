namespace Interop.Client.Resp;

/// <summary>A unit that waits for a connection, or for room in the pipeline.</summary>
internal abstract class RespPendingSend(RespOperation operation)
{
    public RespOperation Operation { get; } = operation;

    /// <summary>False when there is still no room.</summary>
    public abstract bool TryEnqueue(RespConnection connection);
}

/// <inheritdoc />
internal sealed class RespPendingSend<TState>(
    RespOperation operation, TState state, Action<RespCommandWriter, TState> write) : RespPendingSend(operation)
{
    public override bool TryEnqueue(RespConnection connection) => connection.TryEnqueue(Operation, state, write);
}
