namespace Interop.Worker.Registration;

/// <summary>How long runs of a task may take; null is no limit. Celery: <c>Task.soft_time_limit</c>, <c>Task.time_limit</c>.</summary>
/// <param name="Soft">After this the task is asked to end.</param>
/// <param name="Hard">After this it is ended.</param>
internal sealed record TaskLimits(TimeSpan? Soft, TimeSpan? Hard);
