using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Reads what <see cref="TaggedJsonWriter"/> writes.</summary>
/// <remarks>A container that contains itself comes out with an empty one of the same kind in that place: the text does not say which of
/// the containers around it is meant.</remarks>
public static class TaggedJsonReader
{
    private const int LongestInteger = 4301;

    /// <summary>Reads a document.</summary>
    /// <exception cref="MessageDecodeException">Not JSON, or not tagged as it should be; the message names the tag.</exception>
    public static WireValue Read(ReadOnlySpan<byte> utf8Json) => Resolve(WireJsonReader.ReadDocument(utf8Json, keepsMarkers: true));

    private static WireValue Resolve(WireValue plain) => plain.Kind switch
    {
        WireKind.List => WireValue.List(ResolveAll(plain.AsItems())),
        WireKind.Map => ResolveMap(plain.AsMap()),
        _ => plain,
    };

    private static WireValue[] ResolveAll(IReadOnlyList<WireValue> items)
    {
        var resolved = new WireValue[items.Count];
        for (var i = 0; i < resolved.Length; i++)
        {
            resolved[i] = Resolve(items[i]);
        }

        return resolved;
    }

    private static WireValue ResolveMap(WireMap map)
    {
        for (var i = 0; i < map.Count; i++)
        {
            if (map[i].Key.AsString().StartsWith('$'))
            {
                var tag = map[i].Key.AsString();
                var isObject = tag is "$object" or "$exception" or "$class";
                return map.Count == 1 || isObject ? Tagged(tag, map[i].Value, map) : throw Wrong(tag, "stands alone in its object");
            }
        }

        var resolved = new WireMap(map.Count);
        foreach (var (key, value) in map)
        {
            resolved.Set(key, Resolve(value));
        }

        return resolved;
    }

    private static WireValue Tagged(string tag, WireValue value, WireMap map) => tag switch
    {
        "$int" => Integer(value),
        "$float" => WireValue.Float(Float(tag, value)),
        "$complex" => List(tag, value) is [var real, var imaginary]
            ? WireValue.Complex(new Complex(Float(tag, real), Float(tag, imaginary)))
            : throw Wrong(tag, "holds two texts"),
        "$bytes" => WireValue.Bytes(Bytes(tag, value)),
        "$bytearray" => WireValue.ByteArray(Bytes(tag, value)),
        "$py2str" => WireValue.LegacyString(Bytes(tag, value)),
        "$codepoints" => Text(List(tag, value)),
        "$tuple" => WireValue.Tuple(ResolveAll(List(tag, value))),
        "$set" => WireValue.Set(ResolveAll(List(tag, value))),
        "$frozenset" => WireValue.FrozenSet(ResolveAll(List(tag, value))),
        "$dict" => Pairs(tag, value),
        "$datetime" => IsoTimestamp.TryParse(Text(tag, value), out var at) ? at : throw Wrong(tag, "holds an ISO 8601 date and time"),
        "$date" => DateOnly.TryParseExact(Text(tag, value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? WireValue.Date(date)
            : throw Wrong(tag, "holds a date as 2026-01-02"),
        "$time" => PythonLiterals.IsTime(Text(tag, value)) ? WireValue.Time(value.AsString()) : throw Wrong(tag, "holds an ISO 8601 time"),
        "$timedelta" => TimeDelta(tag, List(tag, value)),
        "$decimal" => PythonLiterals.IsDecimal(Text(tag, value)) ? WireValue.Decimal(value.AsString()) : throw Wrong(tag, "holds a number"),
        "$uuid" => Guid.TryParse(Text(tag, value), out var id) ? WireValue.Uuid(id) : throw Wrong(tag, "holds a UUID"),
        "$object" => WireValue.Object(Object(tag, value, map)),
        "$exception" => WireValue.Exception(Object(tag, value, map)),
        "$class" => WireValue.Class(Class(tag, value, map)),
        "$recursion" => WireValue.Recursion(Empty(tag, value)),
        _ => throw new MessageDecodeException($"The tag '{Shorten(tag)}' is unknown. A map with such a key is written {{\"$dict\": [[key, value], …]}}."),
    };

    private static WireObject Object(string tag, WireValue name, WireMap map) => new()
    {
        Class = Class(tag, name, map),
        Args = map["args"] is { } args ? ResolveAll(List(tag, args)) : [],
        Kwargs = map["kwargs"] is { } kwargs ? AsMap(tag, Resolve(kwargs)) : null,
        State = map["state"] is { } state ? Resolve(state) : WireValue.None,
        Items = map["items"] is { } items ? ResolveAll(List(tag, items)) : null,
        Pairs = map["pairs"] is { } pairs ? Pairs(tag, pairs) : null,
    };

    private static WireClass Class(string tag, WireValue name, WireMap map)
    {
        var text = Text(tag, name);
        if (map["module"] is not { } given)
        {
            return TaggedNames.ToClass(text);
        }

        var module = Text(tag, Resolve(given));
        return module.Length == 0 ? new WireClass("", text)
            : text.StartsWith(module + ".", StringComparison.Ordinal) ? new WireClass(module, text[(module.Length + 1)..])
            : throw Wrong(tag, "begins with its 'module'");
    }

    private static WireMap AsMap(string tag, WireValue value) =>
        value.Kind == WireKind.Map ? value.AsMap() : throw Wrong(tag, "has 'kwargs' that are a map");

    private static WireMap Pairs(string tag, WireValue value)
    {
        var pairs = List(tag, value);
        var map = new WireMap(pairs.Count);
        foreach (var pair in pairs)
        {
            if (pair.Kind != WireKind.List || pair.AsItems() is not [var key, var item])
            {
                throw Wrong(tag, "holds pairs [key, value]");
            }

            map.Set(Resolve(key), Resolve(item));
        }

        return map;
    }

    private static WireValue Integer(WireValue value)
    {
        var text = Text("$int", value);
        return text.Length <= LongestInteger && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? WireValue.Integer(number)
            : throw Wrong("$int", "holds an integer of at most 4300 digits as text");
    }

    private static double Float(string tag, WireValue value) => Text(tag, value) switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(tag, "holds a number, nan, inf or -inf as text"),
    };

    private static byte[] Bytes(string tag, WireValue value)
    {
        var text = Text(tag, value);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : throw Wrong(tag, "holds base64");
    }

    private static WireValue Text(IReadOnlyList<WireValue> codepoints)
    {
        var text = new StringBuilder(codepoints.Count);
        foreach (var item in codepoints)
        {
            if (!item.TryGetInt64(out var point) || point is < 0 or > 0x10FFFF)
            {
                throw Wrong("$codepoints", "holds code points from 0 to 1114111");
            }

            if (point > char.MaxValue)
            {
                text.Append(char.ConvertFromUtf32((int)point));
            }
            else
            {
                text.Append((char)point);
            }
        }

        return text.ToString();
    }

    private static WireValue TimeDelta(string tag, IReadOnlyList<WireValue> parts)
    {
        try
        {
            return parts is [var days, var seconds, var microseconds] && days.TryGetInt64(out var d) && seconds.TryGetInt64(out var s)
                && microseconds.TryGetInt64(out var us)
                ? WireValue.TimeDelta(new PythonTimeDelta(d, s, us))
                : throw Wrong(tag, "holds [days, seconds, microseconds]");
        }
        catch (OverflowException e)
        {
            throw new MessageDecodeException(e.Message, -1, e);
        }
    }

    private static WireValue Empty(string tag, WireValue kind) => Text(tag, kind) switch
    {
        "list" => WireValue.List([]),
        "tuple" => WireValue.Tuple([]),
        "set" => WireValue.Set([]),
        "frozenset" => WireValue.FrozenSet([]),
        "dict" => WireValue.Map(new WireMap()),
        "object" => WireValue.Object(new WireObject { Class = new WireClass("builtins", "object") }),
        _ => throw Wrong(tag, "names list, tuple, set, frozenset, dict or object"),
    };

    private static IReadOnlyList<WireValue> List(string tag, WireValue value) =>
        value.Kind == WireKind.List ? value.AsItems() : throw Wrong(tag, "holds a list");

    private static string Text(string tag, WireValue value) => value.AsStringOrNull() ?? throw Wrong(tag, "holds a text");

    private static MessageDecodeException Wrong(string tag, string rule) => new($"The tag '{Shorten(tag)}' {rule}; this one does not.");

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
