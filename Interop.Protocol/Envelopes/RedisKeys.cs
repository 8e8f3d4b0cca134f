using System.Globalization;

namespace Interop.Protocol.Envelopes;

/// <summary>Keys and channels of the Redis transport. Celery: <c>kombu/transport/redis.py</c> <c>Channel</c>.</summary>
/// <remarks>Immutable; each property is a transport option that all members of a fleet must agree on.</remarks>
public sealed record RedisKeys
{
    private const int HighestPriority = 9;

    /// <summary>In front of every key and channel. Default none. Celery: <c>global_keyprefix</c> (kombu 5.2 and later).</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Between queue and priority step, and between the parts of a binding. Default the bytes 06 16. Celery: <c>sep</c>.</summary>
    public string Separator { get; init; } = "\u0006\u0016";

    /// <summary>Priorities that have a list of their own, ascending. Default 0, 3, 6, 9. Celery: <c>priority_steps</c>.</summary>
    public IReadOnlyList<int> PrioritySteps { get; init; } = [0, 3, 6, 9];

    /// <summary>In front of fanout channels, <c>/{db}.</c> by default. Celery: <c>fanout_prefix</c>.</summary>
    public string FanoutPrefix { get; init; } = FanoutPrefixOf(0);

    /// <summary>True when the routing key is part of fanout channels, the default. Celery: <c>fanout_patterns</c>.</summary>
    public bool FanoutPatterns { get; init; } = true;

    /// <summary>Hash of delivery tag to <see cref="UnackedEntry"/>.</summary>
    public string Unacked => Prefix + "unacked";

    /// <summary>Sorted set of delivery tag by time of receipt in Unix seconds.</summary>
    public string UnackedIndex => Prefix + "unacked_index";

    /// <summary>Lock of whoever restores messages whose visibility timeout has passed.</summary>
    public string UnackedMutex => Prefix + "unacked_mutex";

    /// <summary>The default <see cref="FanoutPrefix"/> of a database.</summary>
    public static string FanoutPrefixOf(int database) => string.Create(CultureInfo.InvariantCulture, $"/{database}.");

    /// <summary>List that a message of a priority waits in. The priority is clamped to 0..9, then the largest step not above it counts.</summary>
    public string Queue(string queue, int priority = 0) => Step(queue, StepOf(priority));

    /// <summary>All lists of a queue in the order they are served: step 0, the queue's own name, first.</summary>
    public IEnumerable<string> AllSteps(string queue) => PrioritySteps.Select(step => Step(queue, step));

    /// <summary>Queue that a list belongs to.</summary>
    public string QueueOf(string key)
    {
        var name = Prefix.Length > 0 && key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;
        var end = name.LastIndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? name : name[..end];
    }

    /// <summary>Set of <see cref="BindingMember"/>s of an exchange.</summary>
    public string Bindings(string exchange) => $"{Prefix}_kombu.binding.{exchange}";

    /// <summary>Member of a binding set: <c>routing_key SEP pattern SEP queue</c>.</summary>
    /// <param name="routingKey">Key of the binding; empty for fanout.</param>
    /// <param name="queue">The bound queue, without prefix.</param>
    /// <param name="type">Type of the exchange; only topic exchanges have a pattern.</param>
    public string BindingMember(string routingKey, string queue, string type = ExchangeType.Direct)
    {
        var pattern = type == ExchangeType.Topic ? ExchangeType.KeyToPattern(routingKey) : "";
        return $"{routingKey}{Separator}{pattern}{Separator}{queue}";
    }

    /// <summary>Takes a member of a binding set apart; false when it is none.</summary>
    public bool TryReadBinding(string member, out string routingKey, out string queue)
    {
        var parts = member.Split(Separator);
        var valid = parts is [_, _, { Length: > 0 }];
        (routingKey, queue) = valid ? (parts[0], parts[2]) : ("", "");
        return valid;
    }

    /// <summary>Channel that a message for a fanout exchange is published on.</summary>
    public string PublishChannel(string exchange, string routingKey) => FanoutPatterns && routingKey.Length > 0
        ? $"{Prefix}{FanoutPrefix}{exchange}/{routingKey}"
        : $"{Prefix}{FanoutPrefix}{exchange}";

    /// <summary>Pattern for PSUBSCRIBE of a queue bound to a fanout exchange: <c>#</c> becomes <c>*</c>.</summary>
    public string SubscribePattern(string exchange, string routingKey) => PublishChannel(exchange, routingKey.Replace('#', '*'));

    private string Step(string queue, int step) => step == 0
        ? Prefix + queue
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{queue}{Separator}{step}");

    // steps[bisect(steps, n) - 1] of Channel._q_for_pri: below the first step that is steps[-1], the last one.
    private int StepOf(int priority)
    {
        var clamped = Math.Clamp(priority, 0, HighestPriority);
        var step = PrioritySteps[^1];
        foreach (var candidate in PrioritySteps.TakeWhile(candidate => candidate <= clamped))
        {
            step = candidate;
        }

        return step;
    }
}
