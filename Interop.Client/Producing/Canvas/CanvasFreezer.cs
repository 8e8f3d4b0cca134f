using Interop.Protocol;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Decides the ids of everything in a signature, so that handles exist before anything is sent.</summary>
/// <remarks>Celery: <c>freeze</c> of each kind of signature, and <c>_chain.prepare_steps</c>. Changes the nodes it is given.</remarks>
internal sealed class CanvasFreezer(ClientContext context, CanvasLinks links)
{
    private readonly CeleryRelease _release = context.Options.Release;
    private readonly bool _useLink = context.Options.TaskProtocol == 1;

    /// <exception cref="CanvasNotSupportedException">A chain without steps, or a chord without body.</exception>
    public CanvasResult Freeze(CanvasNode node, FreezeOptions freeze)
    {
        switch (node.Kind)
        {
            case CanvasKind.Chain:
                var results = PrepareSteps(node.Parts, node.Prefix, freeze, [], copies: false).Results;
                if (_release >= CeleryRelease.V53)
                {
                    node.Options.Set("task_id", freeze.TaskId);
                }

                return results[0];
            case CanvasKind.Group:
                return FreezeGroup(node, freeze);
            case CanvasKind.Chord:
                return FreezeChord(node, freeze);
            default:
                return FreezeTask(node, freeze);
        }
    }

    /// <summary>Celery: <c>group._freeze_group_tasks</c>: the members come to be tasks, chains and chords.</summary>
    public CanvasResult FreezeGroup(CanvasNode group, FreezeOptions freeze)
    {
        var options = group.Options;
        var id = group.Id;
        if (id is null)
        {
            id = freeze.GroupId ?? TaskIds.Next(context.Chance);
            options.Set("task_id", id);
        }

        Set(options, "group_id", freeze.GroupId);
        SetChordAndIndex(options, freeze);
        var rootId = SetDefault(options, "root_id", freeze.RootId);
        var parentId = SetDefault(options, "parent_id", freeze.ParentId);

        var members = new List<CanvasNode>();
        var results = new List<CanvasResult>();
        var stack = new Stack<CanvasNode>(Enumerable.Reverse(group.Parts));
        while (stack.TryPop(out var next))
        {
            var member = next.Clone();
            if (member.Kind == CanvasKind.Group)
            {
                // celery/canvas.py, _freeze_unroll extends the deque to the left one by one, which turns the order around.
                member.Parts.ForEach(stack.Push);
                continue;
            }

            results.Add(Freeze(member, new FreezeOptions
            {
                GroupId = freeze.GroupId, Chord = freeze.Chord, RootId = rootId, ParentId = parentId, GroupIndex = members.Count,
            }));
            members.Add(member);
        }

        group.Parts.Clear();
        group.Parts.AddRange(members);
        return new CanvasResult(id, results);
    }

    /// <summary>The steps of a chain from the last to the first, as <c>embed.chain</c> carries them, and their handles. Celery:
    /// <c>_chain.prepare_steps</c>.</summary>
    /// <param name="parts">The steps.</param>
    /// <param name="prefix">What the first step gets in front of its arguments.</param>
    /// <param name="last">What is decided for the last step.</param>
    /// <param name="errbacks">Error callbacks for every step.</param>
    /// <param name="copies">True leaves the given steps as they are.</param>
    public (List<CanvasNode> Steps, List<CanvasResult> Results) PrepareSteps(
        List<CanvasNode> parts, CanvasPrefix prefix, FreezeOptions last, IReadOnlyList<CanvasNode> errbacks, bool copies)
    {
        var waiting = new Stack<CanvasNode>(parts);
        var steps = new List<CanvasNode>();
        var results = new List<CanvasResult>();
        CanvasNode? following = null;
        CanvasResult? followingResult = null;
        var isLast = true;
        while (waiting.TryPop(out var step))
        {
            var isFirst = waiting.Count == 0;
            step = copies ? step.Unrolled().Clone() : step.Unrolled();
            if (isFirst)
            {
                step.Prefix = step.Prefix.Or(prefix);
            }

            if (step.Kind == CanvasKind.Chain)
            {
                step.Parts.ForEach(waiting.Push);
                continue;
            }

            if (step.Kind == CanvasKind.Group && following is not null)
            {
                step = Uplift(step, following, followingResult!, last.RootId);
                steps.RemoveAt(steps.Count - 1);
                results.RemoveAt(results.Count - 1);
                (following, followingResult) = steps.Count == 0 ? (null, null) : (steps[^1], results[^1]);
            }

            var result = Freeze(step, isLast ? last : new FreezeOptions { RootId = last.RootId });
            isLast = false;
            AddErrbacks(step, errbacks);
            if (following is not null)
            {
                if (_useLink)
                {
                    links.Link(step, following);
                }

                followingResult!.Parent ??= result;
            }

            steps.Add(step);
            results.Add(result);
            following = step;
            followingResult = step.Kind == CanvasKind.Chord ? result.Root() : result;
        }

        return steps.Count > 0
            ? (steps, results)
            : throw new CanvasNotSupportedException("chain", "The chain has no steps; expected at least one. Nothing of it was sent.");
    }

    private void AddErrbacks(CanvasNode step, IReadOnlyList<CanvasNode> errbacks)
    {
        foreach (var errback in errbacks)
        {
            links.LinkError(step, errback);
        }

        if (errbacks.Count > 0 && step is { Kind: CanvasKind.Chord, Body: { } body, Header: { } header })
        {
            // The parts carry the body as it is now.
            FreezeGroup(header, new FreezeOptions { Chord = body.ToValue(_release) });
        }
    }

    /// <summary>A group with a task after it.</summary>
    private static CanvasNode Uplift(CanvasNode group, CanvasNode body, CanvasResult result, string? rootId)
    {
        var chord = CanvasNode.Chord(group, body);
        chord.Prefix = group.Prefix;
        if (result.Members is null)
        {
            chord.Options.Set("task_id", result.Id);
        }

        chord.Options.Set("root_id", rootId);
        return chord;
    }

    private CanvasResult FreezeTask(CanvasNode task, FreezeOptions freeze)
    {
        var options = task.Options;
        var id = task.Id;
        if (id is null)
        {
            id = freeze.TaskId ?? TaskIds.Next(context.Chance);
            options.Set("task_id", id);
        }

        Set(options, "root_id", freeze.RootId);
        Set(options, "parent_id", freeze.ParentId);
        if (options["reply_to"] is null)
        {
            options.Set("reply_to", context.Oid);
        }

        if (options["group_id"] is null)
        {
            Set(options, "group_id", freeze.GroupId);
        }

        SetChordAndIndex(options, freeze);
        return new CanvasResult(id);
    }

    // The body first, where Celery has the header first: its parts carry the body as it is in the end.
    private CanvasResult FreezeChord(CanvasNode chord, FreezeOptions freeze)
    {
        var body = chord.Body ?? throw new CanvasNotSupportedException(
            "chord", "The chord has no body; expected a signature. Nothing of it was sent.");
        var header = chord.Header!;
        chord.HasBareHeader = false;
        var result = Freeze(body, freeze with { ParentId = null });
        var parts = FreezeGroup(header, new FreezeOptions
        {
            ParentId = freeze.ParentId, RootId = freeze.RootId, Chord = body.ToValue(_release),
        });
        chord.Options.Set("task_id", header.Id);
        result.Root().Parent = parts;
        return result;
    }

    private static void SetChordAndIndex(WireMap options, FreezeOptions freeze)
    {
        if (freeze.Chord is { IsNone: false } chord)
        {
            options.Set("chord", chord);
        }

        if (freeze.GroupIndex is { } index)
        {
            options.Set("group_index", index);
        }
    }

    private static void Set(WireMap options, string name, string? value)
    {
        if (value is not null)
        {
            options.Set(name, value);
        }
    }

    private static string? SetDefault(WireMap options, string name, string? value)
    {
        if (options[name] is { } present)
        {
            return present.AsStringOrNull();
        }

        options.Set(name, value);
        return value;
    }
}
