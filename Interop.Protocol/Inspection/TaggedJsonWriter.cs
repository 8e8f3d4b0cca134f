using System.Buffers;
using System.Globalization;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Writes any value as plain JSON without loss: what JSON has no form for becomes an object with one telling key, e.g.
/// <c>{"$tuple": [1, 2]}</c>. The form is described in <c>docs/inspector.md</c>.</summary>
public static class TaggedJsonWriter
{
    // Larger integers are not exact in every JSON reader.
    private const long LargestPlainInteger = 1L << 53;

    /// <summary>Writes a value.</summary>
    /// <exception cref="MessageEncodeException">The value is nested too deeply for JSON.</exception>
    public static void Write(IBufferWriter<byte> output, WireValue value)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new WireJsonWriter(output);
        Value(ref writer, value);
        writer.Flush();
    }

    private static void Value(ref WireJsonWriter writer, WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.None or WireKind.Boolean:
                writer.Value(value);
                break;
            case WireKind.Integer:
                Integer(ref writer, value);
                break;
            case WireKind.Float when double.IsFinite(value.AsDouble()):
                writer.Float(value.AsDouble());
                break;
            case WireKind.Float:
                Text(ref writer, "$float", FloatText(value.AsDouble()));
                break;
            case WireKind.String:
                String(ref writer, value.AsString());
                break;
            case WireKind.List:
                Items(ref writer, value.AsItems());
                break;
            case WireKind.Tuple:
                Sequence(ref writer, "$tuple", value.AsItems());
                break;
            case WireKind.Set:
                Sequence(ref writer, "$set", value.AsItems());
                break;
            case WireKind.FrozenSet:
                Sequence(ref writer, "$frozenset", value.AsItems());
                break;
            case WireKind.Map:
                Map(ref writer, value.AsMap());
                break;
            case WireKind.Bytes:
                Bytes(ref writer, "$bytes", value);
                break;
            case WireKind.ByteArray:
                Bytes(ref writer, "$bytearray", value);
                break;
            case WireKind.LegacyString:
                Bytes(ref writer, "$py2str", value);
                break;
            default:
                Other(ref writer, value);
                break;
        }
    }

    private static void Other(ref WireJsonWriter writer, WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.DateTime:
                Text(ref writer, "$datetime", value.AsDateTime().Format());
                break;
            case WireKind.Date:
                Text(ref writer, "$date", value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case WireKind.Time:
                Text(ref writer, "$time", value.AsString());
                break;
            case WireKind.Decimal:
                Text(ref writer, "$decimal", value.AsString());
                break;
            case WireKind.Uuid:
                Text(ref writer, "$uuid", value.AsUuid().ToString("D"));
                break;
            case WireKind.TimeDelta:
                var span = value.AsTimeDelta();
                Sequence(ref writer, "$timedelta", [span.Days, span.Seconds, span.Microseconds]);
                break;
            case WireKind.Complex:
                var complex = value.AsComplex();
                Sequence(ref writer, "$complex", [FloatText(complex.Real), FloatText(complex.Imaginary)]);
                break;
            case WireKind.Class:
                ClassTag(ref writer, "$class", value.AsClass());
                writer.EndObject();
                break;
            case WireKind.Exception:
                Object(ref writer, "$exception", value.AsObject());
                break;
            case WireKind.Object:
                Object(ref writer, "$object", value.AsObject());
                break;
            default:
                Text(ref writer, "$recursion", TaggedNames.OfKind(value.AsRecursion().Kind));
                break;
        }
    }

    private static void Integer(ref WireJsonWriter writer, WireValue value)
    {
        if (value.TryGetInt64(out var small) && small is >= -LargestPlainInteger and <= LargestPlainInteger)
        {
            writer.Integer(small);
        }
        else
        {
            Text(ref writer, "$int", value.AsBigInteger().ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void String(ref WireJsonWriter writer, string text)
    {
        if (!TaggedNames.HasLoneSurrogate(text))
        {
            writer.String(text);
            return;
        }

        Begin(ref writer, "$codepoints");
        writer.BeginArray();
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                writer.Integer(char.ConvertToUtf32(text[i], text[++i]));
            }
            else
            {
                writer.Integer(text[i]);
            }
        }

        writer.EndArray();
        writer.EndObject();
    }

    // A key that is no plain text, or that could be taken for a tag, forces the list of pairs.
    private static void Map(ref WireJsonWriter writer, WireMap map)
    {
        var isPlain = true;
        for (var i = 0; i < map.Count && isPlain; i++)
        {
            isPlain = map[i].Key.AsStringOrNull() is { } name && !name.StartsWith('$') && !TaggedNames.HasLoneSurrogate(name);
        }

        if (!isPlain)
        {
            Begin(ref writer, "$dict");
            Pairs(ref writer, map);
            writer.EndObject();
            return;
        }

        writer.BeginObject();
        for (var i = 0; i < map.Count; i++)
        {
            writer.Name(map[i].Key.AsString());
            Value(ref writer, map[i].Value);
        }

        writer.EndObject();
    }

    // {"$object": "module.Class", "args": […], "kwargs": {…}, "state": …, "items": […], "pairs": [[k, v], …]}
    private static void Object(ref WireJsonWriter writer, string tag, WireObject value)
    {
        ClassTag(ref writer, tag, value.Class);
        if (value.Args.Count > 0 || tag == "$exception")
        {
            writer.Name("args"u8);
            Items(ref writer, value.Args);
        }

        if (value.Kwargs is { } kwargs)
        {
            writer.Name("kwargs"u8);
            Map(ref writer, kwargs);
        }

        if (!value.State.IsNone)
        {
            writer.Name("state"u8);
            Value(ref writer, value.State);
        }

        if (value.Items is { } items)
        {
            writer.Name("items"u8);
            Items(ref writer, items);
        }

        if (value.Pairs is { } pairs)
        {
            writer.Name("pairs"u8);
            Pairs(ref writer, pairs);
        }

        writer.EndObject();
    }

    // The module is told where the name alone would not be split in the right place.
    private static void ClassTag(ref WireJsonWriter writer, string tag, WireClass value)
    {
        var name = TaggedNames.OfClass(value);
        Text(ref writer, tag, name, isWhole: false);
        if (TaggedNames.ToClass(name) is var split && TaggedNames.OfClass(split) == name && !TaggedNames.SameClass(split, value))
        {
            writer.Name("module"u8);
            String(ref writer, value.Module);
        }
    }

    private static void Items(ref WireJsonWriter writer, IReadOnlyList<WireValue> items)
    {
        writer.BeginArray();
        foreach (var item in items)
        {
            Value(ref writer, item);
        }

        writer.EndArray();
    }

    private static void Pairs(ref WireJsonWriter writer, WireMap map)
    {
        writer.BeginArray();
        foreach (var (key, value) in map)
        {
            writer.BeginArray();
            Value(ref writer, key);
            Value(ref writer, value);
            writer.EndArray();
        }

        writer.EndArray();
    }

    private static void Sequence(ref WireJsonWriter writer, string tag, IReadOnlyList<WireValue> items)
    {
        Begin(ref writer, tag);
        Items(ref writer, items);
        writer.EndObject();
    }

    private static void Bytes(ref WireJsonWriter writer, string tag, WireValue value)
    {
        Begin(ref writer, tag);
        writer.Base64(value.AsBytes().Span);
        writer.EndObject();
    }

    private static void Text(ref WireJsonWriter writer, string tag, string text, bool isWhole = true)
    {
        Begin(ref writer, tag);
        writer.String(text);
        if (isWhole)
        {
            writer.EndObject();
        }
    }

    private static void Begin(ref WireJsonWriter writer, string tag)
    {
        writer.BeginObject();
        writer.Name(Encoding.ASCII.GetBytes(tag));
    }

    private static string FloatText(double value) => double.IsFinite(value) ? PythonFloat.Format(value)
        : double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
