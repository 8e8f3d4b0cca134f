using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>What Python's operators do with values.</summary>
internal static class PythonValues
{
    /// <summary>False for what <c>hash()</c> refuses, so that it can be no key.</summary>
    public static bool IsHashable(WireValue value) => value.Kind switch
    {
        WireKind.List or WireKind.Map or WireKind.Set or WireKind.ByteArray => false,
        WireKind.Object => !value.TryGetMap(out _) && value.AsObject().Items is null,
        WireKind.Tuple => value.AsItems().All(IsHashable),
        _ => true,
    };

    /// <summary><c>text in value</c>; null where Python raises <c>TypeError</c>.</summary>
    public static bool? Contains(WireValue value, string text)
    {
        if (value.AsStringOrNull() is { } whole)
        {
            return whole.Contains(text, StringComparison.Ordinal);
        }

        if (value.TryGetMap(out var map))
        {
            return map[text] is not null;
        }

        return value.TryGetItems(out var items) ? items.Contains(WireValue.String(text)) : null;
    }

    /// <summary>What iterating gives; null where Python raises <c>TypeError</c>.</summary>
    public static IReadOnlyList<WireValue>? Iterate(WireValue value)
    {
        if (value.TryGetMap(out var map))
        {
            return [.. map.Select(pair => pair.Key)];
        }

        if (value.TryGetItems(out var items))
        {
            return items;
        }

        return value.Kind switch
        {
            WireKind.String => [.. value.AsString().EnumerateRunes().Select(rune => WireValue.String(rune.ToString()))],
            WireKind.Bytes or WireKind.ByteArray => [.. value.AsBytes().ToArray().Select(part => WireValue.Integer(part))],
            _ => null,
        };
    }

    /// <summary>The repr, shortened, for a reason.</summary>
    public static string Show(WireValue value) => PythonRepr.SafeRepr(value, 60);

    /// <summary>Python's word for the type, with its article.</summary>
    public static string TypeName(WireValue value) => value.Kind switch
    {
        WireKind.None => "null",
        WireKind.Boolean => "a bool",
        WireKind.Integer => "an int",
        WireKind.Float => "a float",
        WireKind.String => "a str",
        WireKind.Bytes => "bytes",
        WireKind.List => "a list",
        WireKind.Tuple => "a tuple",
        WireKind.Map => "a dict",
        WireKind.Object => $"a {value.AsObject().Class.Name}",
        _ => $"a {value.Kind.ToString().ToLowerInvariant()}",
    };
}
