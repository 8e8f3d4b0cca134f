using Interop.Protocol.Results;

namespace Interop.Client.Backends.Rpc;

/// <summary>The newest record of each task and those who wait for the next one. Thread safe.</summary>
internal sealed class ReplyBook
{
    /// <summary>Ids whose records are kept; the oldest that nobody waits for goes first.</summary>
    public const int Capacity = 8192;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _ages = new();
    private Exception? _closed;

    /// <summary>The newest record, or null.</summary>
    public ResultMeta? Newest(string taskId)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(taskId)?.Newest;
        }
    }

    /// <summary>Waits for the newest record, if there is one, and all that follow.</summary>
    public ReplyWaiter Wait(string taskId)
    {
        var waiter = new ReplyWaiter(this, taskId);
        lock (_gate)
        {
            var entry = Find(taskId);
            entry.Waiters.Add(waiter);
            if (entry.Newest is { } newest)
            {
                waiter.Offer(newest);
            }

            if ((entry.Failure ?? _closed) is { } failure)
            {
                waiter.Fail(failure);
            }
        }

        return waiter;
    }

    /// <summary>Adds a record.</summary>
    public void Add(string taskId, ResultMeta meta)
    {
        lock (_gate)
        {
            var entry = Find(taskId);
            entry.Newest = meta;
            foreach (var waiter in entry.Waiters)
            {
                waiter.Offer(meta);
            }

            Trim();
        }
    }

    /// <summary>Ends all waits for a task with an error, those to come included.</summary>
    public void Fail(string taskId, Exception failure)
    {
        lock (_gate)
        {
            var entry = Find(taskId);
            entry.Failure = failure;
            foreach (var waiter in entry.Waiters)
            {
                waiter.Fail(failure);
            }

            Trim();
        }
    }

    /// <summary>Drops what is known of a task.</summary>
    public void Forget(string taskId)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(taskId, out var entry))
            {
                (entry.Newest, entry.Failure) = (null, null);
                RemoveIfIdle(taskId, entry);
            }
        }
    }

    /// <summary>Ends all waits, those to come included.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            _closed = reason;
            foreach (var waiter in _entries.Values.SelectMany(entry => entry.Waiters))
            {
                waiter.Fail(reason);
            }
        }
    }

    internal void Leave(string taskId, ReplyWaiter waiter)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(taskId, out var entry) && entry.Waiters.Remove(waiter))
            {
                RemoveIfIdle(taskId, entry);
            }
        }
    }

    private Entry Find(string taskId)
    {
        if (!_entries.TryGetValue(taskId, out var entry))
        {
            entry = new Entry(_ages.AddLast(taskId));
            _entries.Add(taskId, entry);
        }

        return entry;
    }

    private void RemoveIfIdle(string taskId, Entry entry)
    {
        if (entry.Waiters.Count == 0 && entry.Newest is null && entry.Failure is null)
        {
            _entries.Remove(taskId);
            _ages.Remove(entry.Age);
        }
    }

    private void Trim()
    {
        // Entries with waiters stay; they are bounded by those who wait.
        for (var node = _ages.First; node is not null && _entries.Count > Capacity;)
        {
            var next = node.Next;
            if (_entries[node.Value].Waiters.Count == 0)
            {
                _entries.Remove(node.Value);
                _ages.Remove(node);
            }

            node = next;
        }
    }

    private sealed class Entry(LinkedListNode<string> age)
    {
        public LinkedListNode<string> Age { get; } = age;

        public ResultMeta? Newest { get; set; }

        public Exception? Failure { get; set; }

        public List<ReplyWaiter> Waiters { get; } = [];
    }
}
