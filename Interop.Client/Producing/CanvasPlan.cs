using Interop.Protocol.Results;

namespace Interop.Client.Producing;

/// <summary>All messages that calling a signature comes to, and its handle.</summary>
/// <param name="Tasks">The messages in the order they are sent.</param>
/// <param name="Result">The handle as it travels.</param>
internal sealed record CanvasPlan(IReadOnlyList<PlannedTask> Tasks, ResultTuple Result);
