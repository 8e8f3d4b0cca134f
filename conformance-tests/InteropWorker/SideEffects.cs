using System.Globalization;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using StackExchange.Redis;

namespace InteropWorker;

/// <summary>What tasks do in database 0 of a Redis that is neither broker nor backend by itself.</summary>
internal sealed class SideEffects(string host, int port) : IDisposable
{
    private readonly Lazy<ConnectionMultiplexer> _connection = new(() => ConnectionMultiplexer.Connect(
        new ConfigurationOptions { EndPoints = { { host, port } }, AbortOnConnectFail = false, DefaultDatabase = 0 }));

    private IDatabase Database => _connection.Value.GetDatabase();

    /// <summary>Appends to a list what redis-py would: text and numbers; anything else is refused as it refuses it.</summary>
    public async Task PushAsync(string key, WireValue value) => await Database.ListRightPushAsync(key, value.Kind switch
    {
        WireKind.String => value.AsString(),
        WireKind.Integer => value.AsBigInteger().ToString(CultureInfo.InvariantCulture),
        WireKind.Float => PythonRepr.Format(value),
        _ => throw new RedisDataException(value),
    });

    public async Task IncrementAsync(string key) => await Database.StringIncrementAsync(key);

    public void Dispose()
    {
        if (_connection.IsValueCreated)
        {
            _connection.Value.Dispose();
        }
    }
}
