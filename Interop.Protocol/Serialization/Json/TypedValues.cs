using System.Buffers;
using System.Text;
using System.Text.Unicode;
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
        if (map.Count != 2 || map["__type__"] is not { } type || map["__value__"] is not { } value)
        {
            return map;
        }

        return type.AsStringOrNull() is { } name && Decode(name, value, out var resolved) ? resolved : throw new MessageDecodeException(
            $"The value {{\"__type__\": {PythonRepr.SafeRepr(type, 60)}, …}} is of no type that kombu knows, or its __value__ does not fit it.");
    }

    private static bool Decode(string type, WireValue value, out WireValue resolved)
    {
        resolved = default;
        if (type == "uuid")
        {
            var hex = value.Kind == WireKind.Map ? value.AsMap()["hex"]?.AsStringOrNull() : null;
            var isUuid = Guid.TryParse(hex, out var id);
            resolved = WireValue.Uuid(id);
            return isUuid;
        }

        if (value.AsStringOrNull() is not { } text)
        {
            return false;
        }

        switch (type)
        {
            case "datetime" when IsoTimestamp.TryParse(text, out var at):
                resolved = WireValue.DateTime(at);
                return true;
            case "date" when IsoTimestamp.TryParse(text, out var midnight):
                resolved = WireValue.Date(DateOnly.FromDateTime(midnight.WallClock));
                return true;
            case "time" when PythonLiterals.IsTime(text):
                resolved = WireValue.Time(text);
                return true;
            case "decimal" when PythonLiterals.IsDecimal(text):
                resolved = WireValue.Decimal(text);
                return true;
            case "bytes":
                return FromText(text, out resolved);
            case "base64":
                return FromBase64(text, out resolved);
            default:
                return false;
        }
    }

    // A lone surrogate has no UTF-8 form; Python refuses it too.
    private static bool FromText(string text, out WireValue resolved)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var status = Utf8.FromUtf16(text, bytes, out _, out var used, replaceInvalidSequences: false);
        resolved = WireValue.Bytes(bytes.AsMemory(0, used));
        return status == OperationStatus.Done;
    }

    private static bool FromBase64(string text, out WireValue resolved)
    {
        var bytes = new byte[text.Length];
        var isBase64 = Convert.TryFromBase64String(text, bytes, out var used);
        resolved = WireValue.Bytes(bytes.AsMemory(0, used));
        return isBase64;
    }
}
