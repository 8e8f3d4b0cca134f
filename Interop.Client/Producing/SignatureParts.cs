using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Small edits on signatures, each returning a copy. Celery: methods of <c>celery/canvas.py</c>,
/// <c>Signature</c>.</summary>
internal static class SignatureParts
{
    public static WireValue ToList(IReadOnlyList<Signature> signatures, CeleryRelease release) =>
        WireValue.List([.. signatures.Select(signature => WireValue.Map(SignatureCodec.ToMap(signature, release)))]);

    /// <summary>A copy with an option set.</summary>
    public static Signature WithOption(this Signature signature, string name, WireValue value) =>
        signature with { Options = signature.Options.Clone().With(name, value) };

    /// <summary>A copy with callbacks added to a list option. Celery: <c>append_to_list_option</c>,
    /// <c>extend_list_option</c>.</summary>
    public static Signature Append(
        this Signature signature, string option, IReadOnlyList<Signature> added, bool unique, CeleryRelease release)
    {
        var items = new List<WireValue>(ListOption(signature.Options, option));
        foreach (var one in added)
        {
            var map = WireValue.Map(SignatureCodec.ToMap(one, release));
            if (!unique || !Holds(items, map))
            {
                items.Add(map);
            }
        }

        return signature.WithOption(option, WireValue.List(items));
    }

    /// <summary>Whether a list of signatures has one, whichever form its arguments take there.</summary>
    public static bool Holds(IReadOnlyList<WireValue> signatures, WireValue signature)
    {
        var wanted = SignatureCodec.Read(signature);
        return signatures.Any(other => SignatureCodec.Read(other).Equals(wanted));
    }

    /// <summary>A list option, also where a single signature stands for a list of one. Celery: <c>maybe_list</c>.</summary>
    public static IReadOnlyList<WireValue> ListOption(WireMap options, string name) => options[name] switch
    {
        null or { IsNone: true } => [],
        { Kind: WireKind.List or WireKind.Tuple } list => list.AsItems(),
        var single => [single.Value],
    };
}
