using Interop.Protocol.Results;

namespace Interop.Client.Backends;

/// <summary>Counts the parts of chords that came to an end, and says to one worker that the body is due. Celery: the chord half of
/// <c>RedisBackend</c>.</summary>
/// <remarks>A part that ends twice, since its message was delivered twice, counts once; only the part that made the chord complete is told
/// so again.</remarks>
public interface IChordCounter
{
    /// <summary>Says how many parts there will be; fewer than were said before do not count. Celery: <c>set_chord_size</c>.</summary>
    /// <exception cref="ResultStoreException">It was not stored.</exception>
    ValueTask StartAsync(string groupId, int size, CancellationToken cancellationToken);

    /// <summary>One part more than was said. Celery: <c>add_to_chord</c>.</summary>
    /// <exception cref="ResultStoreException">It was not stored.</exception>
    ValueTask AddAsync(string groupId, CancellationToken cancellationToken);

    /// <summary>Keeps the result of a part. Celery: <c>on_chord_part_return</c>.</summary>
    /// <returns>All parts in their order when the body is due and the caller has to send it, then call <see cref="EndAsync"/>; else
    /// null.</returns>
    /// <exception cref="ResultStoreException">It was not stored.</exception>
    ValueTask<IReadOnlyList<ResultMeta>?> CountAsync(ChordPart part, CancellationToken cancellationToken);

    /// <summary>Forgets the chord: its body was sent.</summary>
    ValueTask EndAsync(string groupId, CancellationToken cancellationToken);
}
