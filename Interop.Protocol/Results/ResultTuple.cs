namespace Interop.Protocol.Results;

/// <summary>A result handle as it travels: <c>[[id, parent], children]</c>. Celery: <c>AsyncResult.as_tuple</c>, <c>GroupResult.as_tuple</c>.</summary>
/// <param name="Id">Id of the task or group.</param>
/// <param name="Parent">Handle of the parent, or null.</param>
/// <param name="Children">Null for a task; the members of a group.</param>
public sealed record ResultTuple(string Id, ResultTuple? Parent = null, IReadOnlyList<ResultTuple>? Children = null);
