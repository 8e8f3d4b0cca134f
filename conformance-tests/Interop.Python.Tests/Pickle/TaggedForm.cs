using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Python.Tests.Pickle;

/// <summary>Values in the tagged form that <c>driver_pickle.py</c> rebuilds.</summary>
internal static class TaggedForm
{
    private const long LargestPlain = 1L << 53;

    public static JsonNode? Write(WireValue value) => value.Kind switch
    {
        WireKind.None => null,
        WireKind.Boolean => value.AsBoolean(),
        WireKind.Integer when value.TryGetInt64(out var small) && Math.Abs((decimal)small) <= LargestPlain => small,
        WireKind.Integer => Tag("$int", value.AsBigInteger().ToString(CultureInfo.InvariantCulture)),
        WireKind.Float => Tag("$float", PythonFloat.Format(value.AsDouble())),
        WireKind.Complex => Tag("$complex", new JsonArray(
            PythonFloat.Format(value.AsComplex().Real), PythonFloat.Format(value.AsComplex().Imaginary))),
        WireKind.String => Text(value.AsString()),
        WireKind.Bytes => Tag("$bytes", Convert.ToBase64String(value.AsBytes().Span)),
        WireKind.ByteArray => Tag("$bytearray", Convert.ToBase64String(value.AsBytes().Span)),
        WireKind.List => Items(value.AsItems()),
        WireKind.Tuple => Tag("$tuple", Items(value.AsItems())),
        WireKind.Set => Tag("$set", Items(value.AsItems())),
        WireKind.FrozenSet => Tag("$frozenset", Items(value.AsItems())),
        WireKind.Map => Tag("$dict", Pairs(value.AsMap())),
        WireKind.DateTime => Tag("$datetime", value.AsDateTime().Format()),
        WireKind.Date => Tag("$date", value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        WireKind.Time => Tag("$time", value.AsString()),
        WireKind.TimeDelta => Tag("$timedelta", new JsonArray(
            value.AsTimeDelta().Days, value.AsTimeDelta().Seconds, value.AsTimeDelta().Microseconds)),
        WireKind.Decimal => Tag("$decimal", value.AsString()),
        WireKind.Uuid => Tag("$uuid", value.AsUuid().ToString("D")),
        WireKind.Class => Tag("$class", $"{value.AsClass().Module}:{value.AsClass().Name}"),
        WireKind.Exception => Made("$exception", value.AsObject()),
        WireKind.Object => Made("$object", value.AsObject()),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.Kind, "The kind has no tag here."),
    };

    private static JsonObject Tag(string name, JsonNode? content) => new() { [name] = content };

    private static JsonArray Items(IEnumerable<WireValue> items) => [.. items.Select(Write)];

    private static JsonArray Pairs(WireMap pairs) => [.. pairs.Select(pair => new JsonArray(Write(pair.Key), Write(pair.Value)))];

    private static JsonNode Text(string text)
    {
        if (!text.Any(char.IsSurrogate))
        {
            return JsonValue.Create(text);
        }

        var points = new JsonArray();
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            points.Add(isPair ? char.ConvertToUtf32(text, i++) : (int)text[i]);
        }

        return Tag("$codepoints", points);
    }

    private static JsonObject Made(string tag, WireObject value)
    {
        var made = new JsonObject { [tag] = $"{value.Class.Module}:{value.Class.Name}", ["args"] = Items(value.Args) };
        if (value.Items is { } items)
        {
            made["items"] = Items(items);
        }

        if (value.Pairs is { } pairs)
        {
            made["pairs"] = Pairs(pairs);
        }

        return made;
    }
}
