namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>What a frame between a worker and a process of its pool says. A frame is its length (32 bits, without these), its kind (8
/// bits), the number of the job (64 bits) and what the kind adds; all little endian.</summary>
internal enum FrameKind : byte
{
    /// <summary>From the child, first: it is there. Adds the version of this format.</summary>
    Hello = 1,

    /// <summary>To the child: run a task. Adds its message.</summary>
    Run,

    /// <summary>To the child: leave a task that has not begun.</summary>
    Reclaim,

    /// <summary>To the child: the soft time limit of a task is over.</summary>
    Soft,

    /// <summary>To the child: end when what you have is done.</summary>
    Goodbye,

    /// <summary>From the child: the code of a task is about to run.</summary>
    Started,

    /// <summary>From the child: a task was left before it began.</summary>
    Reclaimed,

    /// <summary>From the child: a task has ended. Adds how.</summary>
    Finished,

    /// <summary>From the child: a task cannot be run there. Adds why.</summary>
    Refused,
}
