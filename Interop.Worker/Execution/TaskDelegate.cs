namespace Interop.Worker.Execution;

/// <summary>The rest of the pipeline a middleware stands in front of: the next middleware, at last the task's code.</summary>
/// <param name="context">The running task.</param>
public delegate Task TaskDelegate(TaskContext context);
