using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Json;

public ref partial struct WireJsonWriter
{
    /// <summary>Writes a value of any kind; tuples become arrays, typed values follow the dialect.</summary>
    /// <exception cref="MessageEncodeException">A set, or bytes in the plain dialect: Python's JSON refuses them too.</exception>
    public void Value(WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.None:
                Null();
                break;
            case WireKind.Boolean:
                Boolean(value.AsBoolean());
                break;
            case WireKind.Integer:
                if (value.TryGetInt64(out var small))
                {
                    Integer(small);
                }
                else
                {
                    Integer(value.AsBigInteger());
                }

                break;
            case WireKind.Float:
                Float(value.AsDouble());
                break;
            case WireKind.String:
                String(value.AsString());
                break;
            case WireKind.Set or WireKind.FrozenSet when SetsAsArrays:
            case WireKind.List:
            case WireKind.Tuple:
                BeginArray();
                foreach (var item in value.AsItems())
                {
                    Value(item);
                }

                EndArray();
                break;
            case WireKind.Map:
                BeginObject();
                foreach (var (key, item) in value.AsMap())
                {
                    Name(KeyText(key));
                    Value(item);
                }

                EndObject();
                break;
            default:
                Extended(value);
                break;
        }
    }

    private void Extended(WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.DateTime when _dialect == JsonDialect.Plain:
                String(PlainUtc(value.AsDateTime().Format()));
                break;
            case WireKind.DateTime:
                Marked("datetime"u8, value.AsDateTime().Format());
                break;
            case WireKind.Date:
                var day = value.AsDate().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
                if (_dialect == JsonDialect.Plain)
                {
                    String(day + "T00:00:00");
                }
                else
                {
                    Marked("date"u8, day);
                }

                break;
            case WireKind.Time:
                TextOrMarked("time"u8, value.AsString());
                break;
            case WireKind.Decimal:
                TextOrMarked("decimal"u8, value.AsString());
                break;
            case WireKind.Uuid when _dialect == JsonDialect.Plain:
                String(value.AsUuid().ToString("D"));
                break;
            case WireKind.Uuid:
                Marker("uuid"u8);
                BeginObject();
                Name("hex"u8);
                String(value.AsUuid().ToString("N"));
                EndObject();
                EndObject();
                break;
            case WireKind.Bytes when _dialect == JsonDialect.Typed:
                Bytes(value.AsBytes().Span);
                break;
            case WireKind.Object when value.TryGetMap(out var map):
                Value(map); // In Python these are subclasses of dict.
                break;
            case WireKind.TimeDelta when SetsAsArrays:
                var span = value.AsTimeDelta();
                Float(span.Days * 86_400.0 + span.Seconds + span.Microseconds / 1e6);
                break;
            case WireKind.ByteArray or WireKind.LegacyString when SetsAsArrays:
                Bytes(value.AsBytes().Span);
                break;
            case WireKind.Object when SetsAsArrays && value.TryGetItems(out var items):
                Value(WireValue.List(items));
                break;
            default:
                throw new MessageEncodeException($"JSON cannot carry {value}, a value of kind {value.Kind}. "
                    + "Send a list or text instead, or choose another serializer.");
        }
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            Marked("bytes"u8, Encoding.UTF8.GetString(bytes));
            return;
        }

        Marker("base64"u8);
        Base64(bytes);
        EndObject();
    }

    private void TextOrMarked(ReadOnlySpan<byte> type, string text)
    {
        if (_dialect == JsonDialect.Plain)
        {
            String(text);
        }
        else
        {
            Marked(type, text);
        }
    }

    private void Marked(ReadOnlySpan<byte> type, string text)
    {
        Marker(type);
        String(text);
        EndObject();
    }

    private void Marker(ReadOnlySpan<byte> type)
    {
        BeginObject();
        Name("__type__"u8);
        Comma();
        Append("\""u8);
        Append(type);
        Append("\""u8);
        _needsComma = true;
        Name("__value__"u8);
    }

    private static string PlainUtc(string iso) =>
        iso.EndsWith("+00:00", StringComparison.Ordinal) ? string.Concat(iso.AsSpan(0, iso.Length - 6), "Z") : iso;

    private static string KeyText(WireValue key) => key.Kind switch
    {
        WireKind.String => key.AsString(),
        WireKind.None => "null",
        WireKind.Boolean => key.AsBoolean() ? "true" : "false",
        WireKind.Integer or WireKind.Float => key.ToString(),
        _ => throw new MessageEncodeException($"JSON cannot carry a dict key of kind {key.Kind}: {key}. Use text keys."),
    };
}
