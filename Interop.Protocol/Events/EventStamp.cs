namespace Interop.Protocol.Events;

/// <summary>What every event begins with.</summary>
/// <param name="Hostname">Node name of the sender; clients are called <c>gen&lt;pid&gt;@host</c>.</param>
/// <param name="UtcOffset">From <see cref="EventTime.UtcOffset"/>.</param>
/// <param name="Pid">Process of the sender.</param>
/// <param name="Clock">The sender's logical clock; null where it is not to count ("blind").</param>
/// <param name="Timestamp">Seconds since 1970, from <see cref="EventTime.Timestamp"/>; written at the end.</param>
public readonly record struct EventStamp(string Hostname, int UtcOffset, int Pid, long? Clock, double Timestamp);
