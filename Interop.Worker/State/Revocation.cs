namespace Interop.Worker.State;

/// <summary>Why a task was not run to its end. Celery: the argument of <c>TaskRevokedError</c>.</summary>
internal enum Revocation
{
    /// <summary>Its time was over: <c>expired</c>.</summary>
    Expired,

    /// <summary>Somebody revoked it before it ran: <c>revoked</c>.</summary>
    Revoked,

    /// <summary>Somebody ended it while it ran: <c>terminated</c>.</summary>
    Terminated,
}
