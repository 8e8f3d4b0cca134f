using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Testing;

/// <summary>The tagged values of golden files, see <c>python-fixtures/README.md</c>.</summary>
public static class GoldenValue
{
    /// <summary>The value.</summary>
    /// <exception cref="FormatException">A Python object of which only the repr is known.</exception>
    public static WireValue Read(JsonElement tagged) => tagged.ValueKind switch
    {
        JsonValueKind.Null => WireValue.None,
        JsonValueKind.True or JsonValueKind.False => tagged.GetBoolean(),
        JsonValueKind.Number => WireValue.Integer(BigInteger.Parse(tagged.GetRawText(), CultureInfo.InvariantCulture)),
        JsonValueKind.String => tagged.GetString(),
        JsonValueKind.Array => WireValue.List(Items(tagged)),
        _ => Read(tagged.EnumerateObject().First(), tagged),
    };

    /// <summary>The value; false for a Python object of which only the repr is known.</summary>
    public static bool TryRead(JsonElement tagged, out WireValue value)
    {
        try
        {
            value = Read(tagged);
            return true;
        }
        catch (FormatException)
        {
            value = default;
            return false;
        }
    }

    /// <summary>
    /// Equal, but for what a pickle does not say: of which kind an <c>OSError</c> is (protocols 0 to 2), whether an unknown class is an
    /// exception, and whether an attribute of a class is a member of an enum or a class inside of it.
    /// </summary>
    public static bool AreAlike(WireValue left, WireValue right) => left == right || Plain(left) == Plain(right);

    private static WireValue Plain(WireValue value) => value.Kind switch
    {
        WireKind.List => WireValue.List([.. value.AsItems().Select(Plain)]),
        WireKind.Tuple => WireValue.Tuple([.. value.AsItems().Select(Plain)]),
        WireKind.Map => Plain(value.AsMap()),
        WireKind.Exception or WireKind.Object => Plain(value.AsObject()),
        _ => value,
    };

    private static WireMap Plain(WireMap map)
    {
        var plain = new WireMap();
        foreach (var (key, value) in map)
        {
            plain.Set(key, Plain(value));
        }

        return plain;
    }

    private static WireValue Plain(WireObject value)
    {
        if (value is { Args.Count: 0, State.Kind: WireKind.String })
        {
            return WireValue.Class(value.Class with { Name = $"{value.Class.Name}.{value.State.AsString()}" });
        }

        return WireValue.Object(value with { Args = [.. value.Args.Select(Plain)] });
    }

    /// <summary>A tagged dict; null is an empty one.</summary>
    public static WireMap Map(JsonElement tagged) => Read(tagged) is { IsNone: false } value ? value.AsMap() : new WireMap();

    private static WireValue Read(JsonProperty tag, JsonElement tagged) => tag.Name switch
    {
        "tuple" => WireValue.Tuple(Items(tag.Value)),
        "set" => WireValue.Set(Items(tag.Value)),
        "frozenset" => WireValue.FrozenSet(Items(tag.Value)),
        "dict" => Pairs(tag.Value),
        "float" => Bits(tagged),
        "complex" => WireValue.Complex(new Complex(Bits(tag.Value[0]), Bits(tag.Value[1]))),
        "bytes" => WireValue.Bytes(Convert.FromHexString(tag.Value.GetString()!)),
        "bytearray" => WireValue.ByteArray(Convert.FromHexString(tag.Value.GetString()!)),
        "datetime" => IsoTimestamp.TryParse(tag.Value.GetString(), out var at) ? at : throw new FormatException(tag.Value.GetRawText()),
        "date" => WireValue.Date(DateOnly.ParseExact(tag.Value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
        "time" => WireValue.Time(tag.Value.GetString()!),
        "timedelta" => WireValue.TimeDelta(new PythonTimeDelta(
            tag.Value[0].GetInt64(), tag.Value[1].GetInt64(), tag.Value[2].GetInt64())),
        "decimal" => WireValue.Decimal(tag.Value.GetString()!),
        "uuid" => WireValue.Uuid(tag.Value.GetGuid()),
        "utf16" => WireValue.String(new string([.. tag.Value.EnumerateArray().Select(unit => (char)unit.GetInt32())])),
        "class" => WireValue.Class(Class(tag.Value)),
        "exception" => WireValue.Exception(Object(tag.Value, tagged)),
        "object" when tagged.TryGetProperty("args", out _) => WireValue.Object(Object(tag.Value, tagged)),
        "recursion" => WireValue.Recursion(Container(tag.Value.GetString()!)),
        _ => throw new FormatException($"Only the repr is known of {tagged.GetRawText()}."),
    };

    private static WireValue[] Items(JsonElement array) => [.. array.EnumerateArray().Select(Read)];

    private static WireMap Pairs(JsonElement pairs)
    {
        var map = new WireMap();
        foreach (var pair in pairs.EnumerateArray())
        {
            map.Set(Read(pair[0]), Read(pair[1]));
        }

        return map;
    }

    private static double Bits(JsonElement tagged) => BitConverter.Int64BitsToDouble(
        long.Parse(tagged.GetProperty("bits").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private static WireObject Object(JsonElement name, JsonElement tagged) => new()
    {
        Class = Class(name),
        Args = Items(tagged.GetProperty("args")),
        Kwargs = tagged.TryGetProperty("kwargs", out var kwargs) ? Pairs(kwargs) : null,
        State = tagged.TryGetProperty("state", out var state) ? Read(state) : WireValue.None,
        Items = tagged.TryGetProperty("items", out var items) ? Items(items) : null,
        Pairs = tagged.TryGetProperty("pairs", out var pairs) ? Pairs(pairs) : null,
    };

    // "module:Outer.Inner"
    private static WireClass Class(JsonElement name)
    {
        var parts = name.GetString()!.Split(':');
        return new WireClass(parts[0], parts[1]);
    }

    private static WireValue Container(string kind) => kind switch
    {
        "list" => WireValue.List([]),
        "tuple" => WireValue.Tuple([]),
        "dict" => new WireMap(),
        _ => throw new FormatException($"A container {kind} is not known."),
    };
}
