using System.Diagnostics.CodeAnalysis;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary><see cref="object"/>: written as what it is at run time, read as the type that comes closest to Python's.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class NaturalConverter : ClrConverter<object>
{
    public override object? Read(ClrCodec codec, ref WireJsonReader reader)
    {
        switch (reader.TokenType)
        {
            case WireJsonToken.Null:
                return null;
            case WireJsonToken.True:
                return true;
            case WireJsonToken.False:
                return false;
            case WireJsonToken.Integer:
                return reader.TryGetInt64(out var small) ? (object)small : reader.GetBigInteger();
            case WireJsonToken.Float:
                return reader.GetDouble();
            case WireJsonToken.String:
                return reader.GetString();
            case WireJsonToken.StartArray:
                var items = new List<object?>();
                for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndArray; reader.ReadRequired())
                {
                    items.Add(Read(codec, ref reader));
                }

                return items;
            default:
                return ReadMap(codec, ref reader);
        }
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Null();
                break;
            case int number:
                writer.Integer(number);
                break;
            case string text:
                writer.String(text);
                break;
            default:
                Runtime(value).WriteObject(codec, ref writer, value);
                break;
        }
    }

    public override WireValue ToWire(ClrCodec codec, object? value) => value switch
    {
        null => WireValue.None,
        int number => WireValue.Integer(number),
        string text => WireValue.String(text),
        _ => Runtime(value).ToWireObject(codec, value),
    };

    public override object? FromWire(ClrCodec codec, WireValue value) => Natural(value);

    // A bare object has no members; asking for the converter of its own type would only lead back here.
    private static ClrConverter Runtime(object value) => value.GetType() == typeof(object)
        ? ObjectConverter<object>.Instance
        : ClrConverterFactory.Get(value.GetType());

    private object? ReadMap(ClrCodec codec, ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw Mismatch(reader);
        }

        var start = reader;
        var map = new Dictionary<string, object?>();
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            var name = reader.GetString()!;
            if (name is "__type__" or "__value__")
            {
                reader = start;
                return Natural(reader.GetValue());
            }

            reader.ReadRequired();
            map[name] = Read(codec, ref reader);
        }

        return map;
    }

    private static object? Natural(WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.None:
                return null;
            case WireKind.Boolean:
                return value.AsBoolean();
            case WireKind.Integer:
                var big = value.AsBigInteger();
                return big >= long.MinValue && big <= long.MaxValue ? (object)(long)big : big;
            case WireKind.Float:
                return value.AsDouble();
            case WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString:
                return value.AsBytes().ToArray();
            case WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet:
                return value.AsItems().Select(Natural).ToList();
            case WireKind.Map:
                return NaturalMap(value);
            case WireKind.DateTime:
                var at = value.AsDateTime();
                return at.IsNaive ? at.WallClock : PythonTimes.ToDateTimeOffset(at);
            case WireKind.Date:
                return value.AsDate();
            case WireKind.Time:
                return PythonTimes.TryParseTime(value.AsString(), out var time) ? time : value.AsString();
            case WireKind.Decimal:
                return decimal.TryParse(value.AsString(), System.Globalization.NumberStyles.Float,
                    System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : value.AsString();
            case WireKind.Uuid:
                return value.AsUuid();
            case WireKind.String:
                return value.AsString();
            case WireKind.TimeDelta:
                return value.AsTimeDelta().TryToTimeSpan(out var span) ? span : value.AsTimeDelta();
            case WireKind.Complex:
                return value.AsComplex();
            case WireKind.Object when value.TryGetMap(out _):
                return NaturalMap(value);
            case WireKind.Object when value.TryGetItems(out var parts):
                return parts.Select(Natural).ToList();
            default:
                // What no CLR type stands for stays what it is: data about an object.
                return value;
        }
    }

    // Text keys as from JSON; other keys that compare by value as what they are; with any other key the map stays data.
    private static object NaturalMap(WireValue value)
    {
        value.TryGetMap(out var pairs);
        if (pairs!.All(pair => pair.Key.Kind == WireKind.String))
        {
            var map = new Dictionary<string, object?>(pairs!.Count);
            foreach (var (key, item) in pairs)
            {
                map[key.AsString()] = Natural(item);
            }

            return map;
        }

        if (!pairs!.All(pair => IsScalar(pair.Key.Kind)))
        {
            return value;
        }

        var mixed = new Dictionary<object, object?>(pairs!.Count);
        foreach (var (key, item) in pairs)
        {
            mixed[Natural(key)!] = Natural(item);
        }

        return mixed;
    }

    private static bool IsScalar(WireKind kind) => kind is WireKind.Boolean or WireKind.Integer or WireKind.Float or WireKind.String
        or WireKind.DateTime or WireKind.Date or WireKind.Time or WireKind.Decimal or WireKind.Uuid or WireKind.TimeDelta;
}
