using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>What is decided when a signature is frozen. Celery: the arguments of <c>Signature.freeze</c>.</summary>
internal sealed record FreezeOptions
{
    public string? TaskId { get; init; }

    public string? GroupId { get; init; }

    public long? GroupIndex { get; init; }

    public string? RootId { get; init; }

    public WireValue? Chord { get; init; }

    /// <summary>Celery: <c>Signature.freeze</c>; a chain inside a group is frozen by its last step.</summary>
    public Signature ApplyToTask(Signature task, ClientContext context)
    {
        var options = task.Options.Clone();
        if (options["task_id"] is null or { IsNone: true })
        {
            options.Set("task_id", TaskId ?? TaskIds.Next(context.Chance));
        }

        if (RootId is { } rootId)
        {
            options.Set("root_id", rootId);
        }

        if (options["reply_to"] is null)
        {
            options.Set("reply_to", context.Oid);
        }

        if (GroupId is { } groupId && options["group_id"] is null)
        {
            options.Set("group_id", groupId);
        }

        if (Chord is { IsNone: false } chord)
        {
            options.Set("chord", chord);
        }

        if (GroupIndex is { } index)
        {
            options.Set("group_index", index);
        }

        return task with { Options = options };
    }

    /// <summary>Celery: <c>group._freeze_group_tasks</c>.</summary>
    public Signature ApplyToGroup(Signature group, ClientContext context, CeleryRelease release)
    {
        var options = group.Options.Clone();
        if (options["task_id"] is null or { IsNone: true })
        {
            options.Set("task_id", GroupId ?? TaskIds.Next(context.Chance));
        }

        if (GroupId is { } groupId)
        {
            options.Set("group_id", groupId);
        }

        if (Chord is { IsNone: false } chord)
        {
            options.Set("chord", chord);
        }

        if (GroupIndex is { } index)
        {
            options.Set("group_index", index);
        }

        if (options["root_id"] is null)
        {
            options.Set("root_id", RootId);
        }

        if (options["parent_id"] is null)
        {
            options.Set("parent_id", WireValue.None);
        }

        var members = new List<Signature>();
        var stack = new Stack<Signature>(group.Members().Reverse());
        while (stack.TryPop(out var member))
        {
            if (member.SubtaskType == "group")
            {
                // celery/canvas.py, _freeze_unroll extends the deque to the left one by one, which turns the order around.
                foreach (var inner in member.Members())
                {
                    stack.Push(inner);
                }

                continue;
            }

            var freeze = new FreezeOptions
            {
                GroupId = GroupId,
                Chord = Chord,
                RootId = options["root_id"]?.AsStringOrNull(),
                GroupIndex = members.Count,
            };
            members.Add(freeze.ApplyToTask(member, context));
        }

        return (group with { Options = options }).WithMembers(members, release);
    }
}
