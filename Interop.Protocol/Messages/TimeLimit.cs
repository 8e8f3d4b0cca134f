namespace Interop.Protocol.Messages;

/// <summary>Seconds a task may run: <c>timelimit</c> on the wire, hard first.</summary>
/// <param name="Hard">Seconds after which the task is ended, or null for the task's own limit.</param>
/// <param name="Soft">Seconds after which the task is asked to end, or null for the task's own limit.</param>
public readonly record struct TimeLimit(double? Hard, double? Soft);
