using System.Text;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>What depends on the version of the broker, which it tells at the connection.</summary>
internal static class RabbitMqVersion
{
    private static readonly Version WithoutGlobalPrefetch = new(4, 3);

    /// <summary>False from RabbitMQ 4.3 on, which takes the prefetch of a channel for that of each consumer to come, without a word, unless
    /// <c>deprecated_features.permit.global_qos</c> is set.</summary>
    public static bool HasGlobalPrefetch(IEnumerable<KeyValuePair<string, object?>>? properties) =>
        Text(properties, "product") != "RabbitMQ"
        || !Version.TryParse(Text(properties, "version")?.Split('-', '+')[0], out var version)
        || version < WithoutGlobalPrefetch;

    private static string? Text(IEnumerable<KeyValuePair<string, object?>>? properties, string name) =>
        properties?.FirstOrDefault(pair => pair.Key == name).Value switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            _ => null,
        };
}
