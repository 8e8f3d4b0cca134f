using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution.Canvas;

/// <summary>What is inside of signatures that were to be called and will not be.</summary>
internal static class CanvasParts
{
    /// <summary>The tasks whose results somebody may wait for: of a chain all steps, of a group its members, of a chord its body.</summary>
    public static IEnumerable<Signature> Tasks(Signature signature) => signature.SubtaskType switch
    {
        "chain" or "group" => List(signature.Kwargs, "tasks").SelectMany(Tasks),
        "chord" => signature.Kwargs["body"] is { IsNone: false } body ? Tasks(SignatureCodec.Read(body)) : [],
        _ => [signature],
    };

    /// <summary>Signatures in a list, or one that stands for a list of one.</summary>
    public static IReadOnlyList<Signature> List(WireMap map, string name) => map[name] switch
    {
        null or { IsNone: true } => [],
        { Kind: WireKind.List or WireKind.Tuple } list => [.. list.AsItems().Select(SignatureCodec.Read)],
        var single => [SignatureCodec.Read(single.Value)],
    };

    /// <summary>The body of the chord that a signature is a part of.</summary>
    public static Signature? Chord(Signature signature) =>
        signature.Options["chord"] is { IsNone: false } body ? SignatureCodec.Read(body) : null;

    public static long? Integer(WireMap map, string name) => map[name] is { Kind: WireKind.Integer } value ? value.AsInt64() : null;
}
