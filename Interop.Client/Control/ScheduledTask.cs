using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>A task that waits in a worker for its time.</summary>
/// <param name="Eta">When it is due; null when the worker sent none that can be read.</param>
/// <param name="Priority">Its priority in the worker's timer.</param>
/// <param name="Request">The task.</param>
public sealed record ScheduledTask(DateTimeOffset? Eta, long? Priority, InspectedTask Request)
{
    internal static ScheduledTask Read(WireMap map) => new(
        map["eta"]?.AsStringOrNull() is { } text
            && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var eta)
            ? eta
            : null,
        ReplyReading.Integer(map["priority"]),
        InspectedTask.Read(map["request"] is { } request && request.TryGetMap(out var task) ? task : new WireMap()));
}
