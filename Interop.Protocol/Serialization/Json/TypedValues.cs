using System.Globalization;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Json;

/// <summary>kombu's <c>__type__</c>/<c>__value__</c> objects (kombu 5.3 and later). Source: <c>kombu/utils/json.py</c>.</summary>
internal static class TypedValues
{
    /// <summary>The value that an object with exactly the two marker keys stands for; any other object as it is.</summary>
    public static WireValue Resolve(WireMap map)
    {
        if (map.Count != 2 || map["__type__"] is not { Kind: WireKind.String } type || map["__value__"] is not { } value)
        {
            return map;
        }

        return Decode(type.AsString(), value) ?? throw new MessageDecodeException(
            $"The value {{\"__type__\": \"{type.AsString()}\", …}} is of no type that kombu knows, or its __value__ does not fit it.");
    }

    private static WireValue? Decode(string type, WireValue value) => (type, value.Kind) switch
    {
        ("datetime", WireKind.String) => IsoTimestamp.TryParse(value.AsString(), out var at) ? WireValue.DateTime(at) : default(WireValue?),
        ("date", WireKind.String) => DateOnly.TryParseExact(
            value.AsString().Split('T')[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? WireValue.Date(day) : default(WireValue?),
        ("time", WireKind.String) => PythonLiterals.IsTime(value.AsString()) ? WireValue.Time(value.AsString()) : default(WireValue?),
        ("decimal", WireKind.String) => PythonLiterals.IsDecimal(value.AsString()) ? WireValue.Decimal(value.AsString()) : default(WireValue?),
        ("uuid", WireKind.Map) => Guid.TryParse(value.AsMap()["hex"]?.AsStringOrNull(), out var id) ? WireValue.Uuid(id) : default(WireValue?),
        ("bytes", WireKind.String) => FromText(value.AsString()),
        ("base64", WireKind.String) => FromBase64(value.AsString()),
        _ => null,
    };

    // A lone surrogate has no UTF-8 form; Python refuses it too.
    private static WireValue? FromText(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return System.Text.Unicode.Utf8.FromUtf16(text, bytes, out _, out var used, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done
            ? WireValue.Bytes(bytes.AsMemory(0, used))
            : default(WireValue?);
    }

    private static WireValue? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var used) ? WireValue.Bytes(bytes.AsMemory(0, used)) : default(WireValue?);
    }
}
