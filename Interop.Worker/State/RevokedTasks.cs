namespace Interop.Worker.State;

/// <summary>Ids of tasks that are not to be run: the latest ones, for a while. Thread safe.</summary>
/// <remarks>Celery: <c>celery.worker.state.revoked</c>, a <c>LimitedSet</c>, with <c>REVOKES_MAX</c> and <c>REVOKE_EXPIRES</c>.</remarks>
internal sealed class RevokedTasks(TimeProvider time)
{
    /// <summary>Celery: <c>REVOKES_MAX</c>.</summary>
    public const int MaxCount = 50_000;

    /// <summary>Celery: <c>REVOKE_EXPIRES</c>.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10_800);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Id, long Since)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Id, long Since)> _oldestFirst = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds an id, or makes it the latest.</summary>
    public void Add(string id)
    {
        lock (_lock)
        {
            if (_nodes.Remove(id, out var known))
            {
                _oldestFirst.Remove(known);
            }

            _nodes[id] = _oldestFirst.AddLast((id, time.GetTimestamp()));
            while (_oldestFirst.Count > MaxCount || IsOver(_oldestFirst.First!.Value.Since))
            {
                RemoveOldest();
            }

            _count = _nodes.Count;
        }
    }

    /// <summary>Adds ids that somebody else has known to be revoked for a while; those that are over are left out.</summary>
    public void Merge(IEnumerable<(string Id, TimeSpan Age)> others)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var all = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (id, since) in _oldestFirst)
            {
                all[id] = since;
            }

            foreach (var (id, age) in others)
            {
                var since = now - (long)(age.TotalSeconds * time.TimestampFrequency);
                all[id] = all.TryGetValue(id, out var known) ? Math.Max(known, since) : since;
            }

            _nodes.Clear();
            _oldestFirst.Clear();
            foreach (var (id, since) in all.Where(entry => !IsOver(entry.Value)).OrderByDescending(entry => entry.Value).Take(MaxCount))
            {
                _nodes[id] = _oldestFirst.AddFirst((id, since));
            }

            _count = _nodes.Count;
        }
    }

    public bool Contains(string id)
    {
        // Nearly always nothing is revoked.
        if (Count == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _nodes.TryGetValue(id, out var node) && !IsOver(node.Value.Since);
        }
    }

    /// <summary>Every id and how long it has been revoked, oldest first.</summary>
    public IReadOnlyList<(string Id, TimeSpan Age)> Snapshot()
    {
        lock (_lock)
        {
            while (_oldestFirst.First is { } oldest && IsOver(oldest.Value.Since))
            {
                RemoveOldest();
            }

            _count = _nodes.Count;
            return [.. _oldestFirst.Select(entry => (entry.Id, time.GetElapsedTime(entry.Since)))];
        }
    }

    private bool IsOver(long since) => time.GetElapsedTime(since) > Lifetime;

    private void RemoveOldest()
    {
        _nodes.Remove(_oldestFirst.First!.Value.Id);
        _oldestFirst.RemoveFirst();
    }
}
