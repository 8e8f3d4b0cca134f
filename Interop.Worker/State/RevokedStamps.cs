using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Worker.State;

/// <summary>Stamps whose tasks are not to be run. Thread safe; bounded: the oldest values go first.</summary>
/// <remarks>Celery 5.3: <c>celery.worker.state.revoked_stamps</c>.</remarks>
internal sealed class RevokedStamps
{
    /// <summary>Values kept at most, over all headers.</summary>
    public const int MaxCount = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<WireValue>> _byHeader = new(StringComparer.Ordinal);
    private readonly Queue<(string Header, WireValue Value)> _oldestFirst = new();
    private int _count;

    public void Add(string header, IEnumerable<WireValue> values)
    {
        lock (_lock)
        {
            foreach (var value in values)
            {
                if (!_byHeader.TryGetValue(header, out var known))
                {
                    _byHeader[header] = known = [];
                }

                if (known.Add(value))
                {
                    _oldestFirst.Enqueue((header, value));
                }
            }

            while (_oldestFirst.Count > MaxCount)
            {
                var (oldHeader, oldValue) = _oldestFirst.Dequeue();
                _byHeader[oldHeader].Remove(oldValue);
            }

            _count = _oldestFirst.Count;
        }
    }

    /// <summary>Whether a task carries one of them. Celery: <c>Request.revoked</c>.</summary>
    public bool Matches(MessageHeaders headers)
    {
        if (Volatile.Read(ref _count) == 0 || headers.StampedHeaders is not { Count: > 0 } names || headers.Stamps is not { } stamps)
        {
            return false;
        }

        lock (_lock)
        {
            return names.Any(name => _byHeader.TryGetValue(name, out var revoked)
                && stamps[name] is { } stamp && Values(stamp).Any(revoked.Contains));
        }
    }

    /// <summary>The values of a stamp: the items of a list, or the only one.</summary>
    public static IReadOnlyList<WireValue> Values(WireValue stamp) => stamp.TryGetItems(out var items) ? items : [stamp];

    /// <summary>Every header and value, oldest first.</summary>
    public IReadOnlyList<(string Header, WireValue Value)> Snapshot()
    {
        lock (_lock)
        {
            return [.. _oldestFirst];
        }
    }
}
