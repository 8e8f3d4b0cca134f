namespace Interop.Client.Events;

/// <summary>Messages that wait to be published, oldest first, within bounds. Its owner's lock guards it.</summary>
internal sealed class EventOutbox(int mostMessages, long mostBytes)
{
    private readonly LinkedList<EventMessage> _messages = new();
    private LinkedListNode<EventMessage>? _heartbeat;
    private long _bytes;

    public int Count => _messages.Count;

    /// <summary>Events that found no room, since the number was last taken.</summary>
    public long Dropped { get; private set; }

    /// <summary>Adds a message as the newest.</summary>
    public void Add(EventMessage message)
    {
        // A heartbeat that still waits says all there is to say; after an outage they would come in a flood.
        if (message.RoutingKey == "worker.heartbeat")
        {
            if (_heartbeat?.List is not null)
            {
                message.Release();
                return;
            }

            _heartbeat = _messages.AddLast(message);
        }
        else
        {
            _messages.AddLast(message);
        }

        _bytes += message.Body.Written.Length;
        while (_messages.Count > mostMessages || (_bytes > mostBytes && _messages.Count > 1))
        {
            var oldest = Take();
            Dropped += oldest.Count;
            oldest.Release();
        }
    }

    /// <summary>Puts messages back that could not be published, in their order.</summary>
    public void Return(IReadOnlyList<EventMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            _messages.AddFirst(messages[i]);
            _bytes += messages[i].Body.Written.Length;
        }
    }

    /// <summary>Takes the oldest message; there must be one.</summary>
    public EventMessage Take()
    {
        var oldest = _messages.First!.Value;
        _messages.RemoveFirst();
        _bytes -= oldest.Body.Written.Length;
        return oldest;
    }

    public long TakeDropped()
    {
        var dropped = Dropped;
        Dropped = 0;
        return dropped;
    }
}
