namespace Interop.Client.Configuration.Tables;

/// <summary>Settings of the connection to the broker.</summary>
internal static class BrokerSettings
{
    private const string InUrl = "Write it into broker_url instead.";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Row.Text("broker_url", null, "amqp://guest@localhost//", "Broker addresses, `;` between failover ones.",
            (o, v) => v is null ? o : o with { BrokerUrl = v }) with
        {
            Type = "URL, or list of them",
            Apply = (o, v) => v.IsEmpty ? o : o with { BrokerUrl = Join(v) },
        },
        Row.Make("broker_read_url", null, "URL, or list of them", "none", "Broker to consume from, where it differs.",
            (o, v) => o with { BrokerReadUrl = v.IsEmpty ? null : Join(v) }),
        Row.Make("broker_write_url", null, "URL, or list of them", "none", "Broker to publish to, where it differs.",
            (o, v) => o with { BrokerWriteUrl = v.IsEmpty ? null : Join(v) }),
        Row.Make("broker_transport_options", null, "map", "{}", "Options of the transport by kombu's names.",
            (o, v) => o with { BrokerTransportOptions = v.Options() }),
        Row.Seconds("broker_connection_timeout", null, "4", "Time for one connection attempt.",
            (o, v) => o with { BrokerConnectionTimeout = v }),
        Row.Make("broker_heartbeat", null, "seconds", "120", "AMQP heartbeat; 0 or none turns it off.",
            (o, v) => o with { BrokerHeartbeat = v.OptionalSeconds() ?? TimeSpan.Zero }),
        Row.Text("broker_failover_strategy", null, "round-robin",
            "Order in which failover addresses are tried: round-robin or shuffle.",
            (o, v) => v is null ? o : o with { BrokerFailoverStrategy = v }),
        Row.Seconds("publish_timeout", null, "30", "How long a publish waits for the broker; -1 is no limit.",
            (o, v) => o with { PublishTimeout = v }) with { IsOwn = true },
        Row.Noted("broker_connection_retry", null, "true/false", "true", "Connections are always made again."),
        Row.Noted("broker_connection_retry_on_startup", null, "true/false", "none",
            "Connections are always made again."),
        Row.Noted("broker_connection_max_retries", null, "whole number", "100",
            "Consumers try for ever, publishes up to publish_timeout."),
        Row.Noted("broker_channel_error_retry", null, "true/false", "false",
            "A channel that the broker closed is always opened again."),
        Row.Noted("broker_heartbeat_checkrate", null, "number", "3.0", "The connection checks heartbeats by itself."),
        Row.Noted("broker_pool_limit", null, "whole number", "10",
            "One connection carries any number of publishes at once."),
        Row.Noted("broker_pool_acquire_timeout", null, "seconds", "none", "There is no pool to wait for."),
        Row.Refused("broker_login_method", null, "text", "none", "Only PLAIN is supported.", "PLAIN"),
        Row.Refused("broker_use_ssl", null, "true/false or map", "false",
            "Use amqps:// or rediss:// in broker_url instead."),
        Row.Text("broker_native_delayed_delivery_queue_type", null, "quorum",
            "Type of the queues in which RabbitMQ holds tasks with an eta, where one of the queues is a quorum queue: classic or quorum.",
            (o, v) => v is null ? o : o with { BrokerNativeDelayedDeliveryQueueType = v }),
        Row.Refused("broker_transport", null, "text", "none", InUrl),
        Row.Refused("broker_host", null, "text", "none", InUrl),
        Row.Refused("broker_port", null, "whole number", "none", InUrl),
        Row.Refused("broker_user", null, "text", "none", InUrl),
        Row.Refused("broker_password", null, "text", "none", InUrl),
        Row.Refused("broker_vhost", null, "text", "none", InUrl),
    ];

    private static string Join(SettingValue value) => !value.HasParts ? value.Text()
        : value.IsList ? string.Join(';', value.List())
        : throw value.Expected("a URL or a list of them");
}
