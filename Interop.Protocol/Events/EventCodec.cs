using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Events;

/// <summary>Reads the body of an event message: one map, or since Celery 4 a list of them.</summary>
/// <remarks>Celery: <c>celery/events/receiver.py</c>, <c>EventReceiver._receive</c>.</remarks>
public static class EventCodec
{
    /// <summary>The events of a body, in their order.</summary>
    /// <exception cref="MessageDecodeException">It is neither a map with a type nor a list of such maps.</exception>
    public static IReadOnlyList<CeleryEvent> Read(WireValue body) => body.Kind is WireKind.List or WireKind.Tuple
        ? [.. body.AsItems().Select(One)]
        : [One(body)];

    /// <summary>An event as its receiver sees it: clock, time in its own zone, and when it came.</summary>
    /// <param name="received">The event as it was sent.</param>
    /// <param name="clock">The receiver's clock for it; null keeps the sender's.</param>
    /// <param name="here">Hours that the receiver lies west of UTC; null leaves the timestamp alone.</param>
    /// <param name="now">The receiver's time.</param>
    /// <remarks>Celery: <c>EventReceiver.event_from_message</c>.</remarks>
    public static CeleryEvent Localize(CeleryEvent received, long? clock, int? here, double now)
    {
        ArgumentNullException.ThrowIfNull(received);
        var fields = received.Fields.Clone();
        if (clock is { } value)
        {
            fields.With("clock", WireValue.Integer(value));
        }

        if (here is { } offset && received is { UtcOffset: { } sent, Timestamp: { } at })
        {
            fields.With("timestamp", WireValue.Float(EventTime.Localize(at, sent, offset)));
        }

        return new CeleryEvent(received.Type, fields.With("local_received", WireValue.Float(now)));
    }

    private static CeleryEvent One(WireValue value)
    {
        if (value.Kind == WireKind.Map && value.AsMap() is var fields && fields["type"]?.AsStringOrNull() is { Length: > 0 } type)
        {
            return new CeleryEvent(type, fields);
        }

        throw new MessageDecodeException("An event is a map with a text under 'type'; this is not: "
            + Text.PythonRepr.SafeRepr(value, maxLength: 200) + ".", 0);
    }
}
