namespace Interop.Client.Resp;

/// <summary>The server kept the connection open and did not answer in time.</summary>
internal sealed class RespTimeoutException(string command, string endpoint, TimeSpan waited, string reason)
    : RespException($"Redis command {command} to {endpoint} got no reply within {waited.TotalSeconds:0.###} s: {reason}")
{
    public string Command { get; } = command;

    public string Endpoint { get; } = endpoint;

    public TimeSpan Waited { get; } = waited;

    public override bool IsTransient => true;
}
