using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Testing.Python;

/// <summary>The tagged values of <c>python-fixtures/formats/tagging.py</c>, both ways.</summary>
public static class FormatValues
{
    /// <exception cref="FormatException">A tag without a kind.</exception>
    public static WireValue Read(JsonElement tagged) => Read(tagged, []);

    /// <exception cref="FormatException">A kind without a tag.</exception>
    public static JsonNode? Write(WireValue value) => value.Kind switch
    {
        WireKind.None => null,
        WireKind.Boolean => value.AsBoolean(),
        WireKind.Integer => JsonNode.Parse(value.ToString()),
        WireKind.Float => new JsonObject
        {
            ["float"] = value.ToString(),
            ["bits"] = BitConverter.DoubleToInt64Bits(value.AsDouble()).ToString("x16", CultureInfo.InvariantCulture),
        },
        WireKind.String => Text(value.AsString()),
        WireKind.Bytes => Tag("bytes", Convert.ToHexString(value.AsBytes().Span)),
        WireKind.ByteArray => Tag("bytearray", Convert.ToHexString(value.AsBytes().Span)),
        WireKind.List => Items(value),
        WireKind.Tuple => Tag("tuple", Items(value)),
        WireKind.Set => Tag("set", Items(value)),
        WireKind.Map => Tag("dict", new JsonArray([.. value.AsMap().Select(pair => new JsonArray(Write(pair.Key), Write(pair.Value)))])),
        WireKind.DateTime => Tag("datetime", value.AsDateTime().Format()),
        WireKind.Date => Tag("date", value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"{value} of kind {value.Kind} has no tag."),
    };

    private static WireValue Read(JsonElement tagged, IReadOnlyList<WireValue> above)
    {
        switch (tagged.ValueKind)
        {
            case JsonValueKind.Null:
                return WireValue.None;
            case JsonValueKind.True or JsonValueKind.False:
                return tagged.GetBoolean();
            case JsonValueKind.Number:
                return BigInteger.Parse(tagged.GetRawText(), CultureInfo.InvariantCulture);
            case JsonValueKind.String:
                return tagged.GetString();
            case JsonValueKind.Array:
                var items = new List<WireValue>();
                items.AddRange(tagged.EnumerateArray().Select(item => Read(item, [.. above, WireValue.List(items)])));
                return WireValue.List(items);
            default:
                var tag = tagged.EnumerateObject().First();
                return Read(tag.Name, tag.Value, tagged, above);
        }
    }

    private static WireValue Read(string tag, JsonElement content, JsonElement tagged, IReadOnlyList<WireValue> above) => tag switch
    {
        "tuple" => WireValue.Tuple([.. content.EnumerateArray().Select(item => Read(item, above))]),
        "set" => WireValue.Set([.. content.EnumerateArray().Select(item => Read(item, above))]),
        "dict" => Map(content, above),
        "float" => BitConverter.Int64BitsToDouble(
            long.Parse(tagged.GetProperty("bits").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
        "bytes" => WireValue.Bytes(Convert.FromHexString(content.GetString()!)),
        "bytearray" => WireValue.ByteArray(Convert.FromHexString(content.GetString()!)),
        "datetime" => IsoTimestamp.TryParse(content.GetString(), out var at) ? at : throw new FormatException(content.GetRawText()),
        "date" => WireValue.Date(DateOnly.ParseExact(content.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "frozenset" => WireValue.FrozenSet([.. content.EnumerateArray().Select(item => Read(item, above))]),
        "time" => WireValue.Time(content.GetString()!),
        "decimal" => WireValue.Decimal(content.GetString()!),
        "uuid" => WireValue.Uuid(content.GetGuid()),
        "utf16" => WireValue.String(new string([.. content.EnumerateArray().Select(unit => (char)unit.GetInt32())])),
        "hexint" => BigInteger.Parse(content.GetString()!.Replace("0x", "0", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        "recursion" => WireValue.Recursion(above.Where(container => Name(container) == content.GetString()).Select(container => (WireValue?)container).LastOrDefault()
            ?? throw new FormatException($"Nothing above is a {content.GetString()}.")),
        "msgpack_timestamp" => Object("Timestamp", content[0].GetInt64(), content[1].GetInt64()),
        "msgpack_ext" => Object("ExtType", content[0].GetInt64(), WireValue.Bytes(Convert.FromHexString(content[1].GetString()!))),
        _ => throw new FormatException($"The tag {tag} has no kind."),
    };

    private static string Name(WireValue container) => container.Kind switch { WireKind.Map => "dict", WireKind.Set => "set", _ => "list" };

    private static WireValue Object(string name, params WireValue[] args) =>
        WireValue.Object(new WireObject { Class = new WireClass("msgpack.ext", name), Args = args });

    private static WireMap Map(JsonElement pairs, IReadOnlyList<WireValue> above)
    {
        var map = new WireMap();
        foreach (var pair in pairs.EnumerateArray())
        {
            map.Set(Read(pair[0], above), Read(pair[1], [.. above, map]));
        }

        return map;
    }

    private static JsonNode Text(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text
        ? JsonValue.Create(text)
        : Tag("utf16", new JsonArray([.. text.Select(unit => JsonValue.Create((int)unit))]));

    private static JsonObject Tag(string name, JsonNode content) => new() { [name] = content };

    private static JsonArray Items(WireValue value) => new([.. value.AsItems().Select(Write)]);
}
