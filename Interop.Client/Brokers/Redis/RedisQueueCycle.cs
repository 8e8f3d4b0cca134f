using System.Text;
using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>The queues of a consumer in the order in which they are asked next, and their keys, encoded once.</summary>
/// <remarks>kombu: <c>kombu/utils/scheduling.py</c>.</remarks>
internal sealed class RedisQueueCycle
{
    private readonly string[] _names;
    private readonly byte[][] _quarantines;
    private readonly byte[][][] _lists;
    private readonly int[] _order;
    private readonly int[] _asked;

    public RedisQueueCycle(IEnumerable<string> queues, RedisQueueOrder order, RedisNames names)
    {
        IEnumerable<string> distinct = queues.Distinct(StringComparer.Ordinal);
        _names = [.. order == RedisQueueOrder.Sorted ? distinct.Order(StringComparer.Ordinal) : distinct];
        _quarantines = [.. _names.Select(name => Encoding.UTF8.GetBytes(names.Quarantine(name)))];
        _lists = [.. _names.Select(name => names.Keys.AllSteps(name).Select(Encoding.UTF8.GetBytes).ToArray())];
        _order = [.. Enumerable.Range(0, _names.Length)];
        _asked = [.. _order];
        Rotates = order == RedisQueueOrder.RoundRobin;
        AllKeys = [.. _names.SelectMany(names.Keys.AllSteps)];
    }

    public int Count => _names.Length;

    public bool Rotates { get; }

    /// <summary>Keys of all lists, for the watcher.</summary>
    public IReadOnlyList<string> AllKeys { get; }

    /// <summary>Number of keys that <see cref="WriteKeys"/> writes.</summary>
    public int KeyCount => Count == 0 ? 0 : Count + (Count * _lists[0].Length);

    /// <summary>Quarantine lists, then the lists of all queues at the first step, at the second, ….</summary>
    public void WriteKeys(RespCommandWriter writer)
    {
        _order.CopyTo(_asked, 0);
        foreach (int queue in _asked)
        {
            writer.Bulk(_quarantines[queue]);
        }

        for (int step = 0; step < _lists[0].Length; step++)
        {
            foreach (int queue in _asked)
            {
                writer.Bulk(_lists[queue][step]);
            }
        }
    }

    /// <summary>Name of a queue by its number (from 1) in what was last written; it has served, so it goes to the end.</summary>
    public string Served(long number)
    {
        int queue = _asked[number - 1];
        if (Rotates && Count > 1)
        {
            int at = Array.IndexOf(_order, queue);
            Array.Copy(_order, at + 1, _order, at, Count - at - 1);
            _order[^1] = queue;
        }

        return _names[queue];
    }

    /// <summary>The same without a turn in the cycle.</summary>
    public string Name(long number) => _names[_asked[number - 1]];
}
