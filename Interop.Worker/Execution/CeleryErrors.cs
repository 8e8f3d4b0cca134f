using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution;

/// <summary>Exceptions that Celery's worker itself stores.</summary>
internal static class CeleryErrors
{
    public static RemoteError TaskRevoked(string reason) =>
        new() { Type = "TaskRevokedError", Module = "celery.exceptions", Args = [reason] };

    public static RemoteError NotRegistered(string name) =>
        new() { Type = "NotRegistered", Module = "celery.exceptions", Args = [name] };

    public static RemoteError SoftTimeLimitExceeded(string? traceback) =>
        new() { Type = "SoftTimeLimitExceeded", Module = "billiard.exceptions", Traceback = traceback };

    public static RemoteError TimeLimitExceeded(double seconds) => new()
    {
        Type = "TimeLimitExceeded",
        Module = "billiard.exceptions",
        Args = [Math.Truncate(seconds) == seconds ? WireValue.Integer((long)seconds) : WireValue.Float(seconds)],
    };

    public static RemoteError Chord(string message) => new()
    {
        Type = "ChordError",
        Module = "celery.exceptions",
        Args = [message],
        Traceback = $"Traceback (most recent call last):\ncelery.exceptions.ChordError: {message}\n",
    };

    public static RemoteError WorkerLost(string message) =>
        new() { Type = "WorkerLostError", Module = "billiard.exceptions", Args = [message] };

    /// <summary>The state of an early acknowledged task that was cut short. Celery 5.5: <c>Request._announce_cancelled</c>.</summary>
    public static RemoteError Cancelled() =>
        new() { Type = "Retry", Module = "celery.exceptions", Args = ["cancelled by Celery", WireValue.None, WireValue.None] };
}
