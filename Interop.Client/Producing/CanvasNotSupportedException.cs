using Interop.Client.Results;

namespace Interop.Client.Producing;

/// <summary>A signature that this version cannot call, such as a chord. Nothing of it was published.</summary>
public sealed class CanvasNotSupportedException : TaskException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The <c>subtask_type</c> that cannot be called.</param>
    /// <param name="message">What cannot be called, where it stands, what to do.</param>
    public CanvasNotSupportedException(string kind, string message) : base(message, taskId: null) => Kind = kind;

    /// <summary>The <c>subtask_type</c> that cannot be called, e.g. <c>chord</c>.</summary>
    public string Kind { get; }
}
