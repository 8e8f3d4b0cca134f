using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Names in tagged JSON: classes as <c>module.Class</c>, kinds of containers by Python's words.</summary>
internal static class TaggedNames
{
    // Pickle names the function that makes a signature; what it makes is what people know.
    private static readonly WireClass SignatureFunction = new("celery.canvas", "signature");
    private static readonly WireClass Signature = new("celery.canvas", "Signature");

    public static string OfClass(WireClass value) => (value == SignatureFunction ? Signature : value).ToString();

    public static bool SameClass(WireClass left, WireClass right) =>
        left == right || (left == Signature && right == SignatureFunction) || (right == Signature && left == SignatureFunction);

    /// <summary>The module ends before the first part with a capital letter, as modules have none; else before the last part.</summary>
    public static WireClass ToClass(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (dot > 0 && dot + 1 < name.Length && char.IsAsciiLetterUpper(name[dot + 1]))
            {
                return new WireClass(name[..dot], name[(dot + 1)..]);
            }
        }

        var last = name.LastIndexOf('.');
        return last <= 0 ? new WireClass("", name) : new WireClass(name[..last], name[(last + 1)..]);
    }

    public static string OfKind(WireKind kind) => kind switch
    {
        WireKind.List => "list",
        WireKind.Tuple => "tuple",
        WireKind.Set => "set",
        WireKind.FrozenSet => "frozenset",
        WireKind.Map => "dict",
        _ => "object",
    };

    public static bool HasLoneSurrogate(string text)
    {
        for (var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return true;
            }
        }

        return false;
    }
}
