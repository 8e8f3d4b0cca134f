namespace Interop.Client.Brokers.Redis;

/// <summary>Which queue is asked first. kombu: <c>queue_order_strategy</c>, <c>kombu/utils/scheduling.py</c>.</summary>
internal enum RedisQueueOrder
{
    /// <summary>The queue just served goes to the end.</summary>
    RoundRobin,

    /// <summary>By name; a later queue is served only while all earlier ones are empty.</summary>
    Sorted,

    /// <summary>As declared; a later queue is served only while all earlier ones are empty.</summary>
    Priority,
}
