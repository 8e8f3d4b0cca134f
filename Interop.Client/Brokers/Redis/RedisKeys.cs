using System.Globalization;
using System.Text;

namespace Interop.Client.Brokers.Redis;

/// <summary>Names of keys and channels. kombu: <c>Channel._q_for_pri</c>, <c>_get_publish_topic</c>, <c>keyprefix_queue</c>.</summary>
internal sealed class RedisKeys
{
    private const int LowestPriority = 0;
    private const int HighestPriority = 9;

    private readonly RedisTransportSettings _settings;
    private readonly string _prefix;

    public RedisKeys(RedisTransportSettings settings)
    {
        _settings = settings;
        _prefix = settings.GlobalKeyPrefix;
        Unacked = Encoding.UTF8.GetBytes(_prefix + settings.UnackedKey);
        UnackedIndex = Encoding.UTF8.GetBytes(_prefix + settings.UnackedIndexKey);
        UnackedMutex = Encoding.UTF8.GetBytes(_prefix + settings.UnackedMutexKey);
        UnackedQuarantineName = settings.UnackedKey;
    }

    /// <summary>Hash: delivery tag to <c>[envelope, exchange, routing_key]</c>.</summary>
    public byte[] Unacked { get; }

    /// <summary>Sorted set: delivery tag by the time it was taken or last confirmed.</summary>
    public byte[] UnackedIndex { get; }

    /// <summary>Lock of whoever puts lapsed messages back.</summary>
    public byte[] UnackedMutex { get; }

    /// <summary>Stands for a queue in the name of the list where unreadable entries of the books go.</summary>
    public string UnackedQuarantineName { get; }

    /// <summary>List that a message of this priority waits in; step 0 is the queue's own name.</summary>
    public string Queue(string queue, int priority) => Step(queue, StepOf(priority));

    /// <summary>All lists of a queue, the one that is served first in front.</summary>
    public IEnumerable<string> AllSteps(string queue) => _settings.PrioritySteps.Select(step => Step(queue, step));

    /// <summary>Set of what is bound to an exchange.</summary>
    public string Bindings(string exchange) => $"{_prefix}_kombu.binding.{exchange}";

    /// <summary>List of what was found in a queue and is no message; Python never looks at it.</summary>
    public string Quarantine(string queue) => $"{_prefix}_interop.quarantine.{queue}";

    /// <summary>Channel that a message for a fanout exchange is published on.</summary>
    public string PublishChannel(string exchange, string routingKey) => _prefix + Topic(exchange, routingKey);

    /// <summary>Pattern that a consumer of a fanout exchange subscribes to.</summary>
    public string SubscribePattern(string exchange, string routingKey) =>
        _prefix + Topic(exchange, routingKey.Replace('#', '*'));

    private string Topic(string exchange, string routingKey) => routingKey.Length > 0 && _settings.FanoutPatterns
        ? $"{_settings.FanoutPrefix}{exchange}/{routingKey}"
        : _settings.FanoutPrefix + exchange;

    private string Step(string queue, int step)
    {
        if (step != 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{_prefix}{queue}{_settings.Separator}{step}");
        }

        return _prefix.Length == 0 ? queue : _prefix + queue;
    }

    // Below the first step Python's steps[bisect(steps, n) - 1] is steps[-1], the last one.
    private int StepOf(int priority)
    {
        int clamped = Math.Clamp(priority, LowestPriority, HighestPriority);
        int step = _settings.PrioritySteps[^1];
        foreach (int candidate in _settings.PrioritySteps)
        {
            if (candidate > clamped)
            {
                break;
            }

            step = candidate;
        }

        return clamped < _settings.PrioritySteps[0] ? _settings.PrioritySteps[^1] : step;
    }
}
