namespace Interop.Client.Brokers.Redis;

/// <summary>What one fetch brought.</summary>
/// <param name="Deliveries">The messages in their order.</param>
/// <param name="IsEmptied">True when the queues held less than was asked for, so that it is time to sleep.</param>
internal readonly record struct RedisFetchResult(List<RedisDelivery> Deliveries, bool IsEmptied);
