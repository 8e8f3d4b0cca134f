using Interop.Protocol.Values;

namespace Interop.Worker.Execution;

public sealed partial class TaskContext
{
    /// <summary>Sends an event of one's own, with <c>uuid</c> as its first field. Celery: <c>self.send_event</c>.</summary>
    /// <param name="type">Type of the event, e.g. <c>task-progress</c>: Flower shows those that begin with <c>task-</c> as a state.</param>
    /// <param name="fields">Its fields, of any type that arguments of tasks can have.</param>
    /// <returns>Completes when the event is on its way: an outage of the broker neither holds nor fails the task.</returns>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">JSON cannot carry a value.</exception>
    public ValueTask SendEventAsync(string type, IReadOnlyDictionary<string, object?>? fields = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        var map = new WireMap().With("uuid", Id);
        foreach (var (name, value) in fields ?? new Dictionary<string, object?>())
        {
            map.With(name, App.Codec.ToWire(value));
        }

        _runtime.Events.SendCustom(type, map);
        return default;
    }
}
