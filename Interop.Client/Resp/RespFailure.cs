namespace Interop.Client.Resp;

/// <summary>The wording of what goes wrong between a command and its reply.</summary>
internal static class RespFailure
{
    /// <summary>Reason to close: the oldest command got no reply in time.</summary>
    public static TimeoutException Overdue(RespOperation oldest) =>
        new($"{oldest.Name} got no reply within {oldest.Allowed.TotalSeconds:0.###} s.");

    /// <summary>For a command whose own time is over.</summary>
    public static RespTimeoutException Late(RespOperation operation, RespEndpoint endpoint) =>
        new(operation.Name, endpoint.ToString(), operation.Allowed,
            "the connection was dropped, since later replies would be out of step. Is the server frozen or busy with a script?")
        { MayHaveExecuted = true };

    /// <summary>For a command that was in the pipeline when the connection went.</summary>
    public static Exception Lost(Exception reason, RespEndpoint endpoint, bool mayHaveExecuted) =>
        reason is ObjectDisposedException
            ? new ObjectDisposedException(nameof(RespClient))
            : new RespConnectionException(
                $"The connection to Redis at {endpoint} was lost before the reply came: {reason.Message} "
                + (mayHaveExecuted ? "The command may have been executed." : "The command had not been sent."),
                endpoint.ToString(), reason)
            { MayHaveExecuted = mayHaveExecuted };

    /// <summary>For a command that found no room and has nowhere to wait.</summary>
    public static RespConnectionException Full(RespOptions options, RespEndpoint endpoint) =>
        new($"Redis at {endpoint} has {options.MaxInFlight} commands in flight already.", endpoint.ToString());
}
