using System.Text;
using System.Text.Unicode;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Texts of headers and properties, however a sender spelled them.</summary>
internal static class WireText
{
    /// <summary>The string the reader stands on, out of the cache of repeated texts.</summary>
    public static string Cached(scoped ref WireJsonReader reader)
    {
        return reader.ValueIsEscaped ? reader.GetString()! : Cached(reader.ValueSpan, reader.TokenStart);
    }

    /// <summary>The text of an unescaped string that began at an offset.</summary>
    public static string Cached(ReadOnlySpan<byte> utf8, int offset)
    {
        try
        {
            return WireTextCache.Get(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageDecodeException($"The string at byte {offset} is not UTF-8.", offset, e);
        }
    }

    /// <summary>The string the reader stands on: <paramref name="known"/> itself when it is that text.</summary>
    public static string Shared(scoped ref WireJsonReader reader, string? known) =>
        known is not null && !reader.ValueIsEscaped && Ascii.Equals(reader.ValueSpan, known) ? known : reader.GetString()!;

    /// <summary>An id or a name: text, or a number or UUID that a sender did not turn into text.</summary>
    public static bool TryIdentifier(WireValue value, out string? text)
    {
        text = value.Kind switch
        {
            WireKind.String => value.AsString(),
            WireKind.Integer => value.AsBigInteger().ToString(System.Globalization.CultureInfo.InvariantCulture),
            WireKind.Uuid => value.AsUuid().ToString("D"),
            WireKind.LegacyString or WireKind.Bytes when Utf8.IsValid(value.AsBytes().Span) => Encoding.UTF8.GetString(value.AsBytes().Span),
            _ => null,
        };
        return text is not null || value.IsNone;
    }

    /// <summary>Text for people: anything that is not text is shown as Python's repr.</summary>
    public static string? Display(WireValue value) =>
        value.IsNone ? null : value.AsStringOrNull()
            ?? (value.Kind == WireKind.LegacyString && TryIdentifier(value, out var text) ? text : PythonRepr.Format(value));

    /// <summary>The map with its keys as text where they are bytes: what a Python 2 sender has as <c>str</c>.</summary>
    public static WireMap WithTextKeys(WireMap map)
    {
        var isText = true;
        foreach (ref readonly var key in map.Keys)
        {
            isText &= key.Kind is not (WireKind.LegacyString or WireKind.Bytes);
        }

        if (isText)
        {
            return map;
        }

        var copy = new WireMap(map.Count);
        foreach (var (key, value) in map)
        {
            copy.Set(key.Kind is WireKind.LegacyString or WireKind.Bytes && TryIdentifier(key, out var text) ? text : key, value);
        }

        return copy;
    }

    /// <summary>An integer, also from text or an integral float, as Python's <c>int()</c> takes them.</summary>
    public static bool TryInteger(WireValue value, out long number)
    {
        number = 0;
        switch (value.Kind)
        {
            case WireKind.Boolean:
                number = value.AsBoolean() ? 1 : 0;
                return true;
            case WireKind.Integer:
                return value.TryGetInt64(out number);
            case WireKind.Float:
                var real = value.AsDouble();
                number = Math.Abs(real) < 1L << 53 ? (long)real : 0;
                return number == real;
            case WireKind.String:
                return long.TryParse(
                    value.AsString(), System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }

    /// <summary>Python's <c>bool(value)</c>.</summary>
    public static bool IsTruthy(WireValue value) => value.Kind switch
    {
        WireKind.None => false,
        WireKind.Boolean => value.AsBoolean(),
        WireKind.Integer => !value.TryGetInt64(out var number) || number != 0,
        WireKind.Float => value.AsDouble() != 0,
        WireKind.String => value.AsString().Length > 0,
        WireKind.Bytes => value.AsBytes().Length > 0,
        WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet => value.AsItems().Count > 0,
        WireKind.Map => value.AsMap().Count > 0,
        WireKind.ByteArray or WireKind.LegacyString => value.AsBytes().Length > 0,
        WireKind.TimeDelta => value.AsTimeDelta() != default,
        _ => true,
    };
}
