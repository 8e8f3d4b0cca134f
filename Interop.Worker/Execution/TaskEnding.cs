namespace Interop.Worker.Execution;

/// <summary>How a run ended; decides what is stored and how the message is settled.</summary>
internal enum TaskEnding
{
    /// <summary>Returned a value.</summary>
    Success,

    /// <summary>Threw an exception.</summary>
    Failure,

    /// <summary>Went beyond its hard time limit.</summary>
    TimeLimit,

    /// <summary>Took the process it ran in with it.</summary>
    WorkerLost,

    /// <summary>Is to run again.</summary>
    Retry,

    /// <summary>Another signature takes its place.</summary>
    Replace,

    /// <summary>Wants nothing stored.</summary>
    Ignore,

    /// <summary>Gives its message back to the broker.</summary>
    Reject,

    /// <summary>Was not run: expired or revoked.</summary>
    Revoked,

    /// <summary>Was cut short because the worker is going down.</summary>
    Aborted,
}
