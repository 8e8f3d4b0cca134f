using System.Collections.Concurrent;

namespace Interop.Client.Resp;

/// <summary>Spare operations of one client, bounded.</summary>
internal sealed class RespOperationPool
{
    private const int Capacity = 1024;

    private readonly ConcurrentQueue<RespOperation> _spare = new();
    private RespOperation? _first;
    private int _count;

    public RespOperation Rent()
    {
        if (_first is { } first && Interlocked.CompareExchange(ref _first, null, first) == first)
        {
            return first;
        }

        if (_spare.TryDequeue(out RespOperation? operation))
        {
            Interlocked.Decrement(ref _count);
            return operation;
        }

        return new RespOperation(this);
    }

    public void Return(RespOperation operation)
    {
        if (_first is null && Interlocked.CompareExchange(ref _first, operation, null) is null)
        {
            return;
        }

        if (Interlocked.Increment(ref _count) <= Capacity)
        {
            _spare.Enqueue(operation);
        }
        else
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
