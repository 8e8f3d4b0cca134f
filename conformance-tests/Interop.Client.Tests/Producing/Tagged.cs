using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.Producing;

/// <summary>Values of golden files, as <c>python-fixtures/README.md</c> describes them.</summary>
internal static class Tagged
{
    public static WireValue Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => WireValue.None,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => BigInteger.Parse(element.GetRawText(), CultureInfo.InvariantCulture),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Array => WireValue.List(Items(element)),
        _ => Tag(element.EnumerateObject().First()),
    };

    public static WireMap Map(JsonElement element) => Read(element) is { IsNone: false } value ? value.AsMap() : new WireMap();

    private static WireValue[] Items(JsonElement array) => [.. array.EnumerateArray().Select(Read)];

    private static WireValue Tag(JsonProperty tag) => tag.Name switch
    {
        "tuple" => WireValue.Tuple(Items(tag.Value)),
        "dict" => Dict(tag.Value),
        "float" => double.Parse(
            tag.Value.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal).Replace("nan", "NaN", StringComparison.Ordinal),
            CultureInfo.InvariantCulture),
        "bytes" => WireValue.Bytes(Convert.FromHexString(tag.Value.GetString()!)),
        "datetime" => IsoTimestamp.TryParse(tag.Value.GetString(), out var time) ? time : throw new FormatException(tag.Value.GetRawText()),
        "date" => WireValue.Date(DateOnly.Parse(tag.Value.GetString()!, CultureInfo.InvariantCulture)),
        "time" => WireValue.Time(tag.Value.GetString()!),
        "decimal" => WireValue.Decimal(tag.Value.GetString()!),
        "uuid" => WireValue.Uuid(tag.Value.GetGuid()),
        var name => throw new FormatException($"The tag {name} is not known here."),
    };

    private static WireMap Dict(JsonElement pairs)
    {
        var map = new WireMap();
        foreach (var pair in pairs.EnumerateArray())
        {
            map.Set(Read(pair[0]), Read(pair[1]));
        }

        return map;
    }
}
