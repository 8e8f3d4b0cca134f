using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>A signature while it is worked on, with its parts as nodes of their own. Belongs to whoever made it; its maps may be changed,
/// the values in them may not.</summary>
/// <remarks>Celery: <c>Signature</c> and its subclasses, which are changed in place too.</remarks>
internal sealed class CanvasNode
{
    public required CanvasKind Kind { get; init; }

    public required string Task { get; init; }

    public IReadOnlyList<WireValue> Args { get; set; } = [];

    /// <summary>Keyword arguments, without the parts.</summary>
    public WireMap Kwargs { get; set; } = new();

    public WireMap Options { get; set; } = new();

    public string? SubtaskType { get; init; }

    public bool Immutable { get; set; }

    public WireMap? Extra { get; set; }

    /// <summary>Steps of a chain, members of a group.</summary>
    public List<CanvasNode> Parts { get; init; } = [];

    /// <summary>Header of a chord, a group.</summary>
    public CanvasNode? Header { get; set; }

    /// <summary>True while the header is written as a plain list. Celery: <c>_maybe_group</c>; freezing makes it a group.</summary>
    public bool HasBareHeader { get; set; }

    /// <summary>Body of a chord.</summary>
    public CanvasNode? Body { get; set; }

    /// <summary>What the caller puts in front of the arguments, unless <see cref="Immutable"/>.</summary>
    public CanvasPrefix Prefix { get; set; }

    /// <summary>Id of the task, or of the group.</summary>
    public string? Id => Options["task_id"]?.AsStringOrNull();

    public static CanvasNode Group(List<CanvasNode> members, WireMap? options = null) => new()
    {
        Kind = CanvasKind.Group, Task = "celery.group", SubtaskType = "group", Parts = members, Options = options ?? new(),
    };

    public static CanvasNode Chain(List<CanvasNode> steps) => new()
    {
        Kind = CanvasKind.Chain, Task = "celery.chain", SubtaskType = "chain", Parts = steps,
    };

    /// <summary>A chord over the members of a group; the group's own options do not count.</summary>
    public static CanvasNode Chord(CanvasNode header, CanvasNode? body) => new()
    {
        Kind = CanvasKind.Chord, Task = "celery.chord", SubtaskType = "chord", Kwargs = new WireMap().With("kwargs", new WireMap()),
        Header = Group(header.Parts), HasBareHeader = true, Body = body,
    };

    /// <summary>The only member of a group of one. Celery: <c>maybe_unroll_group</c>.</summary>
    public CanvasNode Unrolled() => Kind == CanvasKind.Group && Parts is [{ } only] ? only : this;

    /// <summary>Takes nothing from a parent: of a group and a chord the parts. Celery: <c>set_immutable(True)</c>.</summary>
    public void SetImmutable()
    {
        if (Kind is CanvasKind.Group or CanvasKind.Chord)
        {
            (Header ?? this).Parts.ForEach(part => part.SetImmutable());
        }
        else
        {
            Immutable = true;
        }
    }

    /// <summary>A copy that shares nothing that may be changed.</summary>
    public CanvasNode Clone() => new()
    {
        Kind = Kind,
        Task = Task,
        Args = Args,
        Kwargs = Kwargs.Clone(),
        Options = Options.Clone(),
        SubtaskType = SubtaskType,
        Immutable = Immutable,
        Extra = Extra,
        Parts = [.. Parts.Select(part => part.Clone())],
        Header = Header?.Clone(),
        HasBareHeader = HasBareHeader,
        Body = Body?.Clone(),
        Prefix = Prefix,
    };
}
