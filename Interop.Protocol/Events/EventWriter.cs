using System.Buffers;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Events;

/// <summary>Writes one event as JSON, its keys in Celery's order: hostname, utcoffset, pid, clock, its own fields, timestamp, type.</summary>
/// <remarks>Call <see cref="End"/> at the end. Names of fields must be ASCII without quotes. Celery: <c>celery/events/event.py</c>,
/// <c>Event</c>, as <c>EventDispatcher.publish</c> calls it.</remarks>
public ref struct EventWriter
{
    private readonly double _timestamp;
    private WireJsonWriter _json;

    /// <summary>Begins an event.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="stamp">What it begins and ends with.</param>
    /// <param name="dialect">How values are written that JSON has no form for.</param>
    public EventWriter(IBufferWriter<byte> output, in EventStamp stamp, JsonDialect dialect)
    {
        _timestamp = stamp.Timestamp;
        _json = new WireJsonWriter(output, dialect);
        _json.BeginObject();
        _json.Name("hostname"u8);
        _json.String(stamp.Hostname);
        _json.Name("utcoffset"u8);
        _json.Integer(stamp.UtcOffset);
        _json.Name("pid"u8);
        _json.Integer(stamp.Pid);
        _json.Name("clock"u8);
        _json.Integer(stamp.Clock);
    }

    /// <summary>Writes a text, or null.</summary>
    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        _json.Name(name);
        _json.String(value);
    }

    /// <summary>Writes a whole number, or null.</summary>
    public void Integer(ReadOnlySpan<byte> name, long? value)
    {
        _json.Name(name);
        _json.Integer(value);
    }

    /// <summary>Writes a number.</summary>
    public void Float(ReadOnlySpan<byte> name, double value)
    {
        _json.Name(name);
        _json.Float(value);
    }

    /// <summary>Writes a truth value.</summary>
    public void Boolean(ReadOnlySpan<byte> name, bool value)
    {
        _json.Name(name);
        _json.Boolean(value);
    }

    /// <summary>Writes a list of numbers.</summary>
    public void Floats(ReadOnlySpan<byte> name, scoped ReadOnlySpan<double> values)
    {
        _json.Name(name);
        _json.BeginArray();
        foreach (var value in values)
        {
            _json.Float(value);
        }

        _json.EndArray();
    }

    /// <summary>Writes a value of any kind.</summary>
    /// <exception cref="Errors.MessageEncodeException">JSON cannot carry it.</exception>
    public void Value(ReadOnlySpan<byte> name, WireValue value)
    {
        _json.Name(name);
        _json.Value(value);
    }

    /// <summary>Writes fields of one's own; keys that every event has are left out.</summary>
    /// <exception cref="Errors.MessageEncodeException">JSON cannot carry a value.</exception>
    public void Fields(WireMap fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var (key, value) in fields)
        {
            if (key.AsStringOrNull() is { } name && name is not ("hostname" or "utcoffset" or "pid" or "clock" or "timestamp" or "type"))
            {
                _json.Name(name);
                _json.Value(value);
            }
        }
    }

    /// <summary>Ends the event and hands all of it to the output.</summary>
    /// <param name="type">Type of the event, e.g. <c>task-received</c>.</param>
    public void End(string type)
    {
        _json.Name("timestamp"u8);
        _json.Float(_timestamp);
        _json.Name("type"u8);
        _json.String(type);
        _json.EndObject();
        _json.Flush();
    }
}
