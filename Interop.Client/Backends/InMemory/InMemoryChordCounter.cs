using Interop.Protocol.Results;

namespace Interop.Client.Backends.InMemory;

/// <summary>Chords in this process.</summary>
internal sealed class InMemoryChordCounter : IChordCounter
{
    private readonly Dictionary<string, Chord> _chords = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public ValueTask StartAsync(string groupId, int size, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var chord = Get(groupId);
            chord.Size = Math.Max(chord.Size ?? 0, size);
        }

        return default;
    }

    public ValueTask AddAsync(string groupId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Get(groupId).Added++;
        }

        return default;
    }

    public ValueTask<IReadOnlyList<ResultMeta>?> CountAsync(ChordPart part, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var chord = Get(part.GroupId);
            var id = part.Outcome.TaskId;
            if (!chord.Parts.TryGetValue(id, out var known) || known.Outcome.Status != TaskState.Success)
            {
                chord.Parts[id] = part;
            }

            var size = chord.Size ?? part.Size;
            if (size is null || chord.Parts.Count < size + chord.Added || (chord.CompletedBy ??= id) != id)
            {
                return new((IReadOnlyList<ResultMeta>?)null);
            }

            var parts = chord.Parts.Values.OrderBy(one => one.Index ?? long.MaxValue).ThenBy(one => one.Outcome.TaskId, StringComparer.Ordinal);
            return new((IReadOnlyList<ResultMeta>?)[.. parts.Select(one => one.Outcome)]);
        }
    }

    public ValueTask EndAsync(string groupId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _chords.Remove(groupId);
        }

        return default;
    }

    private Chord Get(string groupId)
    {
        if (!_chords.TryGetValue(groupId, out var chord))
        {
            _chords[groupId] = chord = new Chord();
        }

        return chord;
    }

    private sealed class Chord
    {
        public Dictionary<string, ChordPart> Parts { get; } = new(StringComparer.Ordinal);

        public int? Size { get; set; }

        public int Added { get; set; }

        public string? CompletedBy { get; set; }
    }
}
