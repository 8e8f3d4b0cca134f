using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Signatures into nodes. Celery: <c>Signature.from_dict</c> of each kind.</summary>
internal static class CanvasReader
{
    /// <exception cref="MessageDecodeException">A part is no signature.</exception>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static CanvasNode Read(Signature signature) => signature.SubtaskType switch
    {
        null or "" or "xmap" or "xstarmap" => Leaf(signature),
        "chain" => Composite(signature, CanvasKind.Chain, "tasks"),
        "group" => Composite(signature, CanvasKind.Group, "tasks"),
        "chord" => Chord(signature),
        "chunks" => Chunks(signature),
        var kind => throw new CanvasNotSupportedException(
            kind, $"A signature of kind '{Shorten(kind)}' cannot be called: nothing of it was sent. Expected a task, a chain, a group, a "
                + "chord, or a map of Celery's."),
    };

    public static CanvasNode Read(WireValue value) => Read(SignatureCodec.Read(value));

    private static CanvasNode Leaf(Signature signature) => new()
    {
        Kind = CanvasKind.Task,
        Task = signature.Task,
        Args = signature.Args,
        Kwargs = signature.Kwargs,
        Options = signature.Options.Clone(),
        SubtaskType = signature.SubtaskType,
        Immutable = signature.Immutable,
        Extra = signature.Extra,
    };

    private static CanvasNode Composite(Signature signature, CanvasKind kind, string parts) => new()
    {
        Kind = kind,
        Task = signature.Task,
        Args = signature.Args,
        Kwargs = Without(signature.Kwargs, parts),
        Options = signature.Options.Clone(),
        SubtaskType = signature.SubtaskType,
        Immutable = signature.Immutable,
        Extra = signature.Extra,
        Parts = Nodes(signature.Kwargs[parts]),
    };

    private static CanvasNode Chord(Signature signature)
    {
        var body = signature.Kwargs["body"];
        var kwargs = Without(Without(signature.Kwargs, "header"), "body");
        if (kwargs["kwargs"] is null)
        {
            kwargs.Set("kwargs", new WireMap());
        }

        return new CanvasNode
        {
            Kind = CanvasKind.Chord,
            Task = signature.Task,
            Args = signature.Args,
            Kwargs = kwargs,
            Options = signature.Options.Clone(),
            SubtaskType = signature.SubtaskType,
            Immutable = signature.Immutable,
            Extra = signature.Extra,
            Header = CanvasNode.Group(HeaderOf(signature.Kwargs["header"])),
            HasBareHeader = true,
            Body = body is { IsNone: false } given ? Read(given) : null,
        };
    }

    /// <summary>A group of <c>celery.starmap</c>, as the sender of chunks makes it. Celery: <c>chunks.group</c>.</summary>
    private static CanvasNode Chunks(Signature signature)
    {
        var (task, items) = (signature.Kwargs["task"], signature.Kwargs["it"]);
        if (task is null || items is not { Kind: WireKind.List or WireKind.Tuple } || signature.Kwargs["n"] is not { Kind: WireKind.Integer } size
            || size.AsBigInteger() < 1 || size.AsBigInteger() > int.MaxValue)
        {
            throw new MessageDecodeException("Chunks need a task, a list 'it' and a whole number 'n' of at least one.");
        }

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
    private static List<CanvasNode> HeaderOf(WireValue? header)
    {
        if (header is not { Kind: WireKind.Map or WireKind.Object } single)
        {
            return Nodes(header);
        }

        var node = Read(single);
        return node.Kind is CanvasKind.Group or CanvasKind.Chain ? node.Parts : [node];
    }

    private static List<CanvasNode> Nodes(WireValue? value) =>
        value is { Kind: WireKind.List or WireKind.Tuple } list ? [.. list.AsItems().Select(Read)] : [];

    private static WireMap Without(WireMap map, string name)
    {
        var rest = map.Clone();
        rest.Remove(name);
        return rest;
    }

    private static string Shorten(string kind) => kind.Length > 40 ? string.Concat(kind.AsSpan(0, 40), "...") : kind;
}
