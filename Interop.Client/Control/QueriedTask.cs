namespace Interop.Client.Control;

/// <summary>A task that was asked for by its id.</summary>
/// <param name="State"><c>active</c>, <c>reserved</c> or <c>ready</c>.</param>
/// <param name="Task">The task.</param>
public sealed record QueriedTask(string State, InspectedTask Task);
