using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Signatures into nodes. Celery: <c>Signature.from_dict</c> of each kind.</summary>
internal sealed class CanvasReader
{
    /// <summary>Parts that a signature may have in all. One list of a pickle can stand in many places, so that its bytes say little.</summary>
    private const int MaxParts = 1_000_000;

    private int _parts;

    private CanvasReader()
    {
    }

    /// <exception cref="MessageDecodeException">A part is no signature, or there are too many.</exception>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static CanvasNode Read(Signature signature) => new CanvasReader().Node(signature);

    /// <inheritdoc cref="Read(Signature)"/>
    public static CanvasNode Read(WireValue value) => Read(SignatureCodec.Read(value));

    private CanvasNode Node(Signature signature)
    {
        if (++_parts > MaxParts)
        {
            throw new MessageDecodeException($"The signature of {signature.Task} is part of one with more than {MaxParts} parts.");
        }

        return signature.SubtaskType switch
        {
            null or "" or "xmap" or "xstarmap" => Make(signature, CanvasKind.Task, signature.Kwargs),
            "chain" => Make(signature, CanvasKind.Chain, Without(signature.Kwargs, "tasks"), Nodes(signature.Kwargs["tasks"])),
            "group" => Make(signature, CanvasKind.Group, Without(signature.Kwargs, "tasks"), Nodes(signature.Kwargs["tasks"])),
            "chord" => Chord(signature),
            "chunks" => Chunks(signature),
            var kind => throw new CanvasNotSupportedException(
                kind, $"A signature of kind '{Shorten(kind)}' cannot be called: nothing of it was sent. Expected a task, a chain, a group, a "
                    + "chord, or a map of Celery's."),
        };
    }

    private static CanvasNode Make(Signature signature, CanvasKind kind, WireMap kwargs, List<CanvasNode>? parts = null) => new()
    {
        Kind = kind,
        Task = signature.Task,
        Args = signature.Args,
        Kwargs = kwargs,
        Options = signature.Options.Clone(),
        SubtaskType = signature.SubtaskType,
        Immutable = signature.Immutable,
        Extra = signature.Extra,
        Parts = parts ?? [],
    };

    private CanvasNode Chord(Signature signature)
    {
        var kwargs = Without(Without(signature.Kwargs, "header"), "body");
        if (kwargs["kwargs"] is null)
        {
            kwargs.Set("kwargs", new WireMap());
        }

        var chord = Make(signature, CanvasKind.Chord, kwargs);
        chord.Header = CanvasNode.Group(HeaderOf(signature.Kwargs["header"]));
        chord.HasBareHeader = true;
        chord.Body = signature.Kwargs["body"] is { IsNone: false } body ? Node(SignatureCodec.Read(body)) : null;
        return chord;
    }

    /// <summary>A group of <c>celery.starmap</c>, as the sender of chunks makes it. Celery: <c>chunks.group</c>.</summary>
    private CanvasNode Chunks(Signature signature)
    {
        var (task, items) = (signature.Kwargs["task"], signature.Kwargs["it"]);
        if (task is null || items is not { Kind: WireKind.List or WireKind.Tuple } || signature.Kwargs["n"] is not { Kind: WireKind.Integer } size
            || size.AsBigInteger() < 1 || size.AsBigInteger() > int.MaxValue)
        {
            throw new MessageDecodeException("Chunks need a task, a list 'it' and a whole number 'n' of at least one.");
        }

        _parts += items.Value.AsItems().Count / (int)size.AsInt64();
        var parts = items.Value.AsItems().Chunk((int)size.AsInt64()).Select(chunk => new CanvasNode
        {
            Kind = CanvasKind.Task,
            Task = "celery.starmap",
            Kwargs = new WireMap().With("task", task.Value).With("it", WireValue.List(chunk)),
            SubtaskType = "xstarmap",
            Immutable = true,
        });
        return CanvasNode.Group([.. parts], signature.Options.Clone());
    }

    /// <summary>Celery: <c>_maybe_group</c>: members of a group and steps of a chain are taken as they are.</summary>
    private List<CanvasNode> HeaderOf(WireValue? header)
    {
        if (header is not { Kind: WireKind.Map or WireKind.Object } single)
        {
            return Nodes(header);
        }

        var node = Node(SignatureCodec.Read(single));
        return node.Kind is CanvasKind.Group or CanvasKind.Chain ? node.Parts : [node];
    }

    private List<CanvasNode> Nodes(WireValue? value) => value is { Kind: WireKind.List or WireKind.Tuple } list
        ? [.. list.AsItems().Select(item => Node(SignatureCodec.Read(item)))]
        : [];

    private static WireMap Without(WireMap map, string name)
    {
        var rest = map.Clone();
        rest.Remove(name);
        return rest;
    }

    private static string Shorten(string kind) => kind.Length > 40 ? string.Concat(kind.AsSpan(0, 40), "...") : kind;
}
