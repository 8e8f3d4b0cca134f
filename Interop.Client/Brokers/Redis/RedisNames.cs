using System.Text;
using Interop.Protocol.Envelopes;

namespace Interop.Client.Brokers.Redis;

/// <summary>Keys of the books under their configurable names, and of what only we keep; all others are in <see cref="Keys"/>.</summary>
internal sealed class RedisNames
{
    private readonly RedisTransportSettings _settings;

    public RedisNames(RedisTransportSettings settings)
    {
        _settings = settings;
        Keys = new RedisKeys
        {
            Prefix = settings.GlobalKeyPrefix,
            Separator = settings.Separator,
            PrioritySteps = settings.PrioritySteps,
            FanoutPrefix = settings.FanoutPrefix,
            FanoutPatterns = settings.FanoutPatterns,
        };
        Unacked = Encoding.UTF8.GetBytes(settings.GlobalKeyPrefix + settings.UnackedKey);
        UnackedIndex = Encoding.UTF8.GetBytes(settings.GlobalKeyPrefix + settings.UnackedIndexKey);
        UnackedMutex = Encoding.UTF8.GetBytes(settings.GlobalKeyPrefix + settings.UnackedMutexKey);
    }

    public RedisKeys Keys { get; }

    /// <summary>Hash: delivery tag to <c>[envelope, exchange, routing_key]</c>.</summary>
    public byte[] Unacked { get; }

    /// <summary>Sorted set: delivery tag by the time it was taken or last confirmed.</summary>
    public byte[] UnackedIndex { get; }

    /// <summary>Lock of whoever puts lapsed messages back.</summary>
    public byte[] UnackedMutex { get; }

    /// <summary>Stands for a queue in the name of the list where unreadable entries of the books go.</summary>
    public string BooksAsQueue => _settings.UnackedKey;

    /// <summary>List that a message of a priority waits in.</summary>
    public string List(string queue, int priority) =>
        priority == 0 && _settings.GlobalKeyPrefix.Length == 0 && _settings.PrioritySteps[0] == 0
            ? queue
            : Keys.Queue(queue, priority);

    /// <summary>List of what was found in a queue and is no message; Python never looks at it.</summary>
    public string Quarantine(string queue) => $"{_settings.GlobalKeyPrefix}_interop.quarantine.{queue}";
}
