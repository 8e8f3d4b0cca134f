namespace Interop.Python.Tests.Faults;

/// <summary>One run of one task.</summary>
/// <param name="Number">Which task.</param>
/// <param name="Worker">Who ran it.</param>
/// <param name="BeganAt">On the machine's monotonic clock.</param>
public sealed record LedgerRun(int Number, string Worker, long BeganAt)
{
    /// <summary>Null while it runs, or when its process was killed.</summary>
    public long? EndedAt { get; set; }
}
