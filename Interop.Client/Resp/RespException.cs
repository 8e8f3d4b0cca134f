namespace Interop.Client.Resp;

/// <summary>A command that did not end in a usable reply.</summary>
internal abstract class RespException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Trying again later, with nothing else changed, may work.</summary>
    public abstract bool IsTransient { get; }

    /// <summary>
    /// The command had left for the server when this happened, so it may have been executed. It is never sent a second
    /// time by the client; whoever called knows whether that would be harmless.
    /// </summary>
    public bool MayHaveExecuted { get; init; }
}
