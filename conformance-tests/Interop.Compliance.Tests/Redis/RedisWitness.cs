using StackExchange.Redis;

namespace Interop.Compliance.Tests.Redis;

/// <summary>Looks at Redis through another library than ours.</summary>
internal sealed class RedisWitness : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RedisWitness(ConnectionMultiplexer connection) => _connection = connection;

    public IDatabase Database => _connection.GetDatabase();

    public ISubscriber Subscriber => _connection.GetSubscriber();

    /// <summary>Every key there is, with its type.</summary>
    public IReadOnlyDictionary<string, RedisType> Keys
        => _connection.GetServer(_connection.GetEndPoints()[0]).Keys(pattern: "*")
            .ToDictionary(key => (string)key, key => Database.KeyType(key));

    public static async Task<RedisWitness> ConnectAsync(int port)
        => new(await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},abortConnect=true"));

    public void Dispose() => _connection.Dispose();
}
