using System.Globalization;
using Interop.Client.Configuration;

namespace Interop.Client.Brokers.Redis;

/// <summary>Transport options of kombu's Redis transport; every member of a fleet has to have the same.</summary>
/// <remarks>kombu: <c>Channel.from_transport_options</c> in <c>kombu/transport/redis.py</c>.</remarks>
internal sealed record RedisTransportSettings
{
    public string GlobalKeyPrefix { get; init; } = "";

    public string Separator { get; init; } = "\u0006\u0016";

    /// <summary>Ascending.</summary>
    public IReadOnlyList<int> PrioritySteps { get; init; } = [0, 3, 6, 9];

    public RedisQueueOrder QueueOrder { get; init; }

    /// <summary>In front of channel names, the database number filled in; empty for fanout as kombu 3 did it.</summary>
    public string FanoutPrefix { get; init; } = "/0.";

    public bool FanoutPatterns { get; init; } = true;

    public bool AckEmulation { get; init; } = true;

    public string UnackedKey { get; init; } = "unacked";

    public string UnackedIndexKey { get; init; } = "unacked_index";

    public string UnackedMutexKey { get; init; } = "unacked_mutex";

    public TimeSpan UnackedMutexExpire { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most messages put back in one round; null for all.</summary>
    public int? UnackedRestoreLimit { get; init; }

    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest wait between two looks at empty queues, should no wake-up come.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where messages without a route go; null drops them (at publish), as kombu.</summary>
    public string? DeadLetterQueue { get; init; }

    /// <exception cref="FormatException">An option cannot be used.</exception>
    public static RedisTransportSettings Read(BrokerUrl url, TransportOptions options, int database)
    {
        var defaults = new RedisTransportSettings();
        var read = new RedisOptionReader(url, options);
        int limit = read.Integer("unacked_restore_limit", 0);
        return new RedisTransportSettings
        {
            GlobalKeyPrefix = read.Text("global_keyprefix") ?? "",
            Separator = read.Text("sep") is { Length: > 0 } separator ? separator : defaults.Separator,
            PrioritySteps = Steps(read.List("priority_steps")) ?? defaults.PrioritySteps,
            QueueOrder = Order(read.Text("queue_order_strategy")),
            FanoutPrefix = Fanout(read.Text("fanout_prefix"), database),
            FanoutPatterns = read.Boolean("fanout_patterns", true),
            AckEmulation = read.Boolean("ack_emulation", true),
            UnackedKey = read.Text("unacked_key") ?? defaults.UnackedKey,
            UnackedIndexKey = read.Text("unacked_index_key") ?? defaults.UnackedIndexKey,
            UnackedMutexKey = read.Text("unacked_mutex_key") ?? defaults.UnackedMutexKey,
            UnackedMutexExpire = Positive("unacked_mutex_expire", read.Seconds("unacked_mutex_expire", defaults.UnackedMutexExpire)),
            UnackedRestoreLimit = limit > 0 ? limit : null,
            VisibilityTimeout = Positive("visibility_timeout", read.Seconds("visibility_timeout", defaults.VisibilityTimeout)),
            PollingInterval = Positive("polling_interval", read.Seconds("polling_interval", defaults.PollingInterval)),
            DeadLetterQueue = read.Text("deadletter_queue"),
        };
    }

    private static IReadOnlyList<int>? Steps(IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            return null;
        }

        int[] steps = [.. texts.Select(text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int step)
                ? step
                : throw new FormatException(
                    $"The transport option priority_steps holds '{text}'; expected whole numbers such as 0,3,6,9."))];
        Array.Sort(steps);
        return [.. steps.Distinct()];
    }

    private static RedisQueueOrder Order(string? text) => text switch
    {
        null or "round_robin" => RedisQueueOrder.RoundRobin,
        "sorted" => RedisQueueOrder.Sorted,
        "priority" => RedisQueueOrder.Priority,
        _ => throw new FormatException(
            $"The transport option queue_order_strategy is '{text}'; expected round_robin, sorted or priority."),
    };

    // True, false or a text of its own that stands for the prefix.
    private static string Fanout(string? text, int database) => text?.ToLowerInvariant() switch
    {
        null or "true" or "1" => string.Create(CultureInfo.InvariantCulture, $"/{database}."),
        "false" or "0" or "" => "",
        _ => text.Replace("{db}", database.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
    };

    private static TimeSpan Positive(string name, TimeSpan value) => value > TimeSpan.Zero
        ? value
        : throw new FormatException(
            $"The transport option {name} is {value.TotalSeconds.ToString(CultureInfo.InvariantCulture)}; expected more than 0 seconds.");
}
