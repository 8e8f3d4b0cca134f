using Interop.Protocol.Results;

namespace Interop.Client.Producing.Canvas;

/// <summary>A result handle while the canvas around it is still growing. Celery: <c>AsyncResult</c>, <c>GroupResult</c>.</summary>
internal sealed class CanvasResult(string id, IReadOnlyList<CanvasResult>? members = null)
{
    public string Id => id;

    /// <summary>Handles of the members of a group; null for a task.</summary>
    public IReadOnlyList<CanvasResult>? Members => members;

    /// <summary>What stands before it.</summary>
    public CanvasResult? Parent { get; set; }

    /// <summary>The first of its line.</summary>
    public CanvasResult Root()
    {
        var node = this;
        while (node.Parent is { } parent)
        {
            node = parent;
        }

        return node;
    }

    public ResultTuple ToTuple()
    {
        // A loop and not recursion: chains can be long.
        var line = new Stack<CanvasResult>();
        for (var node = this; node is not null; node = node.Parent)
        {
            line.Push(node);
        }

        ResultTuple? tuple = null;
        while (line.TryPop(out var node))
        {
            tuple = new ResultTuple(node.Id, tuple, node.Members is null ? null : [.. node.Members.Select(member => member.ToTuple())]);
        }

        return tuple!;
    }
}
