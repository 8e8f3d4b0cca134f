namespace Interop.Client.Brokers.RabbitMq;

/// <summary>The deliveries of one channel that the broker still counts as ours, in their order, and how to settle them in few words.</summary>
/// <remarks>basic.ack with <c>multiple</c> settles everything up to its tag, so it is used only where all of that is acknowledged, and its own
/// tag must be one the broker still counts, or it closes the channel (PRECONDITION_FAILED). Not thread safe.</remarks>
internal sealed class AckBook
{
    private readonly List<AckEntry> _settled = [];
    private AckEntry? _oldest;
    private AckEntry? _newest;

    /// <summary>Deliveries the broker counts as ours.</summary>
    public int Count { get; private set; }

    /// <summary>Enters a delivery; tags grow.</summary>
    public AckEntry Add(ulong tag)
    {
        var entry = new AckEntry(tag) { Previous = _newest };
        if (_newest is null)
        {
            _oldest = entry;
        }
        else
        {
            _newest.Next = entry;
        }

        _newest = entry;
        Count++;
        return entry;
    }

    /// <summary>Notes how a delivery ended.</summary>
    public void Settle(AckEntry entry, Settlement settlement)
    {
        entry.Settlement = settlement;
        _settled.Add(entry);
    }

    /// <summary>Moves everything settled since the last call into commands.</summary>
    public void Take(List<AckCommand> commands)
    {
        // Rejections first: a later acknowledgement of several must not swallow them.
        foreach (var entry in _settled)
        {
            if (entry.Settlement != Settlement.Ack)
            {
                Leave(entry);
                commands.Add(new(entry.Tag, false, entry.Settlement!.Value));
            }
        }

        TakeRun(commands);
        foreach (var entry in _settled)
        {
            if (!entry.IsOut)
            {
                Leave(entry);
                commands.Add(new(entry.Tag, false, Settlement.Ack));
            }
        }

        _settled.Clear();
    }

    private void TakeRun(List<AckCommand> commands)
    {
        var length = 0;
        ulong last = 0;
        while (_oldest is { Settlement: Settlement.Ack } entry)
        {
            Leave(entry);
            last = entry.Tag;
            length++;
        }

        if (length > 0)
        {
            commands.Add(new(last, length > 1, Settlement.Ack));
        }
    }

    private void Leave(AckEntry entry)
    {
        entry.IsOut = true;
        Count--;
        if (entry.Previous is null)
        {
            _oldest = entry.Next;
        }
        else
        {
            entry.Previous.Next = entry.Next;
        }

        if (entry.Next is null)
        {
            _newest = entry.Previous;
        }
        else
        {
            entry.Next.Previous = entry.Previous;
        }

        entry.Previous = entry.Next = null;
    }
}
