namespace Interop.Client.Brokers.Redis;

/// <summary>A queue bound to an exchange by a key.</summary>
internal readonly record struct RedisBinding(string Exchange, string RoutingKey, string Queue);
