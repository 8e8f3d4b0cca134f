using Interop.Worker.Execution;

namespace Interop.Worker.Registration.Binding;

/// <summary>Binds the arguments of a message, runs the task's code and serializes what it returns.</summary>
internal abstract class TaskInvoker
{
    /// <summary>True when the code runs to its end on the calling thread.</summary>
    public abstract bool IsSynchronous { get; }

    /// <summary>True when the task as an error callback is called directly with request, exception and traceback: it takes more than one
    /// positional argument, or any number, and no context. Celery: <c>arity_greater(errback.type.__header__, 1)</c>, not bound.</summary>
    public abstract bool TakesFailures { get; }

    /// <summary>Runs the task and returns its result as <c>result_serializer</c> wants it.</summary>
    /// <exception cref="ArgumentMismatchException">The arguments do not fit.</exception>
    /// <exception cref="ResultEncodeException">The result cannot be carried.</exception>
    public abstract ValueTask<TaskReturn> InvokeAsync(TaskContext context);
}
