namespace Interop.Client.Brokers.Redis;

/// <summary>Deliveries in our hands in the order they were taken: counts, adds and removes at no cost. Not thread safe.</summary>
internal sealed class RedisUnsettled
{
    private RedisDelivery? _oldest;
    private RedisDelivery? _newest;

    public int Count { get; private set; }

    public void Add(RedisDelivery delivery)
    {
        delivery.Previous = _newest;
        delivery.IsListed = true;
        _ = _newest is null ? _oldest = delivery : _newest.Next = delivery;
        _newest = delivery;
        Count++;
    }

    /// <summary>False when it is not listed, or no longer.</summary>
    public bool Remove(RedisDelivery delivery)
    {
        if (!delivery.IsListed)
        {
            return false;
        }

        _ = delivery.Previous is null ? _oldest = delivery.Next : delivery.Previous.Next = delivery.Next;
        _ = delivery.Next is null ? _newest = delivery.Previous : delivery.Next.Previous = delivery.Previous;
        delivery.Previous = delivery.Next = null;
        delivery.IsListed = false;
        Count--;
        return true;
    }

    /// <summary>All of them, oldest first.</summary>
    public List<RedisDelivery> ToList()
    {
        var all = new List<RedisDelivery>(Count);
        for (RedisDelivery? delivery = _oldest; delivery is not null; delivery = delivery.Next)
        {
            all.Add(delivery);
        }

        return all;
    }
}
