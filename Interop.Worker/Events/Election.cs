using Interop.Protocol.Events;
using Interop.Protocol.Values;

namespace Interop.Worker.Events;

/// <summary>Who of a fleet is to do something: the one whose request bears the lowest logical clock. Thread safe.</summary>
/// <remarks>Celery: <c>on_elect</c> and <c>on_elect_ack</c> of <c>celery/worker/consumer/gossip.py</c>; <c>LamportClock.sort_heap</c> of kombu.</remarks>
internal sealed class Election
{
    /// <summary>Questions that are remembered; those nobody asked here are never answered, and must not pile up.</summary>
    private const int MostQuestions = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Request>> _requests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _acknowledgements = new(StringComparer.Ordinal);

    /// <summary>This worker asks.</summary>
    public void Ask(string id)
    {
        lock (_lock)
        {
            Bound();
            _acknowledgements[id] = 0;
        }
    }

    /// <summary>Somebody asks, perhaps this worker.</summary>
    /// <returns>False where the event misses a field.</returns>
    public bool TryAdd(CeleryEvent asked)
    {
        if (asked is not { Clock: { } clock, Hostname: { } hostname, Pid: { } pid } || asked.Text("id") is not { } id
            || asked.Text("topic") is not { } topic || asked.Fields["action"] is not { } action || asked.Fields["cver"] is null)
        {
            return false;
        }

        lock (_lock)
        {
            Bound();
            if (!_requests.TryGetValue(id, out var requests))
            {
                _requests[id] = requests = [];
            }

            requests.Add(new Request(clock, FullName(hostname, pid), topic, action));
            return true;
        }
    }

    /// <summary>Somebody has seen a question. The answer once all have, where this worker asked it.</summary>
    /// <param name="id">Id of the question.</param>
    /// <param name="alive">How many other workers there are.</param>
    public Request? Acknowledge(string id, int alive)
    {
        lock (_lock)
        {
            if (!_acknowledgements.TryGetValue(id, out var count))
            {
                return null;
            }

            _acknowledgements[id] = ++count;
            if (count < alive || !_requests.TryGetValue(id, out var requests))
            {
                return null;
            }

            _acknowledgements.Remove(id);
            _requests.Remove(id);
            return requests.MinBy(request => (request.Clock, request.Leader), Order);
        }
    }

    /// <summary>Node name and process. Celery: <c>full_hostname</c>.</summary>
    public static string FullName(string hostname, long pid) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{hostname}.{pid}");

    private static readonly Comparer<(long Clock, string Leader)> Order = Comparer<(long Clock, string Leader)>.Create((left, right) =>
        left.Clock != right.Clock ? left.Clock.CompareTo(right.Clock) : string.CompareOrdinal(left.Leader, right.Leader));

    private void Bound()
    {
        if (_requests.Count >= MostQuestions)
        {
            _requests.Clear();
        }

        if (_acknowledgements.Count >= MostQuestions)
        {
            _acknowledgements.Clear();
        }
    }

    /// <summary>One worker's offer to do it.</summary>
    internal sealed record Request(long Clock, string Leader, string Topic, WireValue Action);
}
