using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests;

/// <summary>The tagged values of golden files, see <c>python-fixtures/README.md</c>.</summary>
internal static class TaggedValues
{
    /// <summary>The value; false for Python objects that have no kind of their own on the wire.</summary>
    public static bool TryRead(JsonElement tagged, out WireValue value)
    {
        value = Read(tagged) ?? WireValue.None;
        return Read(tagged) is not null;
    }

    private static WireValue? Read(JsonElement tagged)
    {
        switch (tagged.ValueKind)
        {
            case JsonValueKind.Null:
                return WireValue.None;
            case JsonValueKind.True or JsonValueKind.False:
                return tagged.GetBoolean();
            case JsonValueKind.Number:
                return WireValue.Integer(BigInteger.Parse(tagged.GetRawText(), CultureInfo.InvariantCulture));
            case JsonValueKind.String:
                return tagged.GetString();
            case JsonValueKind.Array:
                return Items(tagged) is { } items ? WireValue.List(items) : default(WireValue?);
            default:
                var tag = tagged.EnumerateObject().First();
                return Read(tag.Name, tag.Value, tagged);
        }
    }

    private static WireValue? Read(string tag, JsonElement content, JsonElement tagged) => tag switch
    {
        "tuple" => Items(content) is { } items ? WireValue.Tuple(items) : default(WireValue?),
        "set" => Items(content) is { } items ? WireValue.Set(items) : default(WireValue?),
        "dict" => Map(content),
        "float" => WireValue.Float(BitConverter.Int64BitsToDouble(
            long.Parse(tagged.GetProperty("bits").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))),
        "bytes" => WireValue.Bytes(Convert.FromHexString(content.GetString()!)),
        "datetime" => IsoTimestamp.TryParse(content.GetString(), out var at) ? at : default(WireValue?),
        "date" => WireValue.Date(DateOnly.ParseExact(content.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "time" => WireValue.Time(content.GetString()!),
        "decimal" => WireValue.Decimal(content.GetString()!),
        "uuid" => WireValue.Uuid(content.GetGuid()),
        "utf16" => WireValue.String(new string([.. content.EnumerateArray().Select(unit => (char)unit.GetInt32())])),
        _ => null,
    };

    private static WireValue[]? Items(JsonElement array)
    {
        var items = array.EnumerateArray().Select(Read).ToArray();
        return Array.TrueForAll(items, item => item is not null) ? [.. items.Select(item => item!.Value)] : null;
    }

    private static WireValue? Map(JsonElement pairs)
    {
        var map = new WireMap();
        foreach (var pair in pairs.EnumerateArray())
        {
            if (Read(pair[0]) is not { } key || Read(pair[1]) is not { } value)
            {
                return null;
            }

            map.Set(key, value);
        }

        return map;
    }
}
