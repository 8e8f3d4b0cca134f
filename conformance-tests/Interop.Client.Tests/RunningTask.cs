using Interop.Client.Producing;
using Interop.Protocol.Results;

namespace Interop.Client.Tests;

internal sealed class RunningTask : ParentTask
{
    private readonly List<ResultTuple> _children = [];

    public override string Id => TaskId;

    public override string? RootId => Root;

    public override int? Priority => InheritedPriority;

    public required string TaskId { get; init; }

    public string? Root { get; init; }

    public int? InheritedPriority { get; init; }

    public IReadOnlyList<ResultTuple> Children => _children;

    public override void AddChild(ResultTuple child) => _children.Add(child);
}
