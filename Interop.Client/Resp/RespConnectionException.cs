namespace Interop.Client.Resp;

/// <summary>There is no connection, or it broke before the reply came.</summary>
internal sealed class RespConnectionException(string message, string endpoint, Exception? inner = null)
    : RespException(message, inner)
{
    public string Endpoint { get; } = endpoint;

    /// <summary>False where only another configuration can help: wrong password, untrusted certificate.</summary>
    public override bool IsTransient => !IsPermanent;

    public bool IsPermanent { get; init; }
}
