using Interop.Protocol.Results;

namespace Interop.Client.Backends;

/// <summary>A part of a chord that came to an end.</summary>
/// <param name="GroupId">Id of the chord's header.</param>
/// <param name="Index">Place among the parts; null puts it last.</param>
/// <param name="Outcome">Id, state and result.</param>
public sealed record ChordPart(string GroupId, long? Index, ResultMeta Outcome)
{
    /// <summary>Number of parts where the backend was not told one: senders before Celery 5.1 wrote it into the body's signature.</summary>
    public int? Size { get; init; }

    /// <summary>True when the message may have been delivered before.</summary>
    public bool IsRedelivered { get; init; }
}
