namespace Interop.Client.Resp;

/// <summary>What came is not RESP, or goes beyond <see cref="RespLimits"/>. The connection is dropped.</summary>
internal sealed class RespProtocolException(string problem, long offset, int value)
    : RespException(
        $"The server's reply is not valid RESP at byte {offset}{(value < 0 ? "" : $" (0x{value:X2})")}: {problem}")
{
    /// <summary>Bytes received on this connection before the offending one.</summary>
    public long Offset { get; } = offset;

    /// <summary>The offending byte, or -1 where a length and not a byte is at fault.</summary>
    public int Value { get; } = value;

    public override bool IsTransient => false;
}
