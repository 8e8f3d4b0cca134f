using Interop.Client.Backends;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Turns a signature into the messages that start it: decides ids, unrolls chains, groups and chords, publishes nothing.</summary>
/// <remarks>Celery: <c>celery/canvas.py</c>, <c>apply_async</c> of each kind of signature.</remarks>
internal sealed class CanvasPlanner
{
    private readonly ClientContext _context;
    private readonly CanvasFreezer _freezer;
    private readonly ChordPlanner _chords;
    private readonly CeleryRelease _release;
    private readonly bool _useLink;

    public CanvasPlanner(ClientContext context, TaskRouter router, IResultBackend backend)
    {
        _context = context;
        _release = context.Options.Release;
        _useLink = context.Options.TaskProtocol == 1;
        Links = new CanvasLinks(_release, context.Options.TaskAllowErrorCbOnChordHeader);
        _freezer = new CanvasFreezer(context, Links);
        _chords = new ChordPlanner(context, router, backend, _freezer, this);
        Replacer = new CanvasReplacer(context, Links, _freezer);
    }

    public CanvasLinks Links { get; }

    public CanvasReplacer Replacer { get; }

    /// <exception cref="CanvasNotSupportedException">A part cannot be called, or the backend takes no chords.</exception>
    /// <exception cref="Protocol.Errors.MessageDecodeException">A part is no signature.</exception>
    public CanvasPlan Plan(Signature signature, SignatureCall call)
    {
        var plan = new CanvasPlan();
        if (signature.SubtaskType is null or "" or "xmap" or "xstarmap")
        {
            // The common case, and the only one that needs no parts: options stay as they are.
            var id = call.Options?.TaskId ?? signature.OptionText("task_id");
            if (id is null)
            {
                id = TaskIds.Next(_context.Chance);
                signature = signature.WithOption("task_id", id);
            }

            plan.Tasks.Add(new PlannedTask(signature, call));
            plan.Result = new Protocol.Results.ResultTuple(id);
            if (signature.Options["add_to_parent"] is not { Kind: WireKind.Boolean } adds || adds.AsBoolean())
            {
                plan.Trail.Add(plan.Result);
            }

            return plan;
        }

        var prefix = new CanvasPrefix(call.PrependResultJson, call.PrependResult);
        plan.Result = Apply(plan, CanvasReader.Read(signature), new CanvasCall(prefix, CallOptions.ToMap(call)), isTrail: true).ToTuple();
        for (var i = 0; i < plan.Tasks.Count; i++)
        {
            // What is about the sending, and no option of the task.
            plan.Tasks[i] = plan.Tasks[i] with
            {
                Call = plan.Tasks[i].Call with
                {
                    Options = call.Options is { } options
                        ? new TaskSendOptions { Timeout = options.Timeout, RetryPolicy = options.RetryPolicy }
                        : null,
                },
            };
        }

        return plan;
    }

    /// <summary>Adds what calling a node comes to.</summary>
    /// <param name="plan">What is added to.</param>
    /// <param name="node">The signature.</param>
    /// <param name="call">What the call adds to it.</param>
    /// <param name="isTrail">True when what is sent becomes a child of the calling task.</param>
    public CanvasResult Apply(CanvasPlan plan, CanvasNode node, in CanvasCall call, bool isTrail) => node.Kind switch
    {
        CanvasKind.Chain => ApplyChain(plan, node, call, isTrail),
        CanvasKind.Group => ApplyGroup(plan, node, call, isTrail),
        CanvasKind.Chord => _chords.Apply(plan, node, call, isTrail),
        _ => ApplyTask(plan, node, call, isTrail),
    };

    /// <summary>Celery: <c>group.apply_async</c>.</summary>
    public CanvasResult ApplyGroup(CanvasPlan plan, CanvasNode group, in CanvasCall call, bool isTrail)
    {
        if (call.Options["link"] is { IsNone: false } || call.Options["link_error"] is { IsNone: false })
        {
            throw new CanvasNotSupportedException(
                "group", "A group cannot have a callback of its own; Celery refuses it too. Put it on the members, or use a chord. "
                    + "Nothing of it was sent.");
        }

        var options = CallOptions.Merge(group.Options, call.Options);
        var groupId = CallOptions.TakeText(options, "task_id") ?? TaskIds.Next(_context.Chance);
        options.Set("group_id", groupId);
        options.Remove("group_index");
        options.Remove("add_to_parent");
        var chord = CallOptions.Take(options, "chord");
        var rootId = options["root_id"]?.AsStringOrNull();
        var results = new List<CanvasResult>();
        var size = 0;
        var isChord = false;
        foreach (var (member, index) in Unroll(group))
        {
            var result = _freezer.Freeze(member, new FreezeOptions
            {
                // Celery 5.3 began to number the members of a group that is sent directly.
                GroupId = groupId, RootId = rootId, GroupIndex = _release >= CeleryRelease.V53 ? index : null,
            });
            var body = chord ?? (member.Options["chord"] is { IsNone: false } own ? own : (WireValue?)null);
            size += ChordSize.Of(member);
            isChord = body is not null;
            var memberOptions = body is null ? options : options.Clone().With("chord", body.Value);
            Apply(plan, member, call with { Prefix = group.Prefix.Or(call.Prefix), Options = memberOptions }, isTrail: false);
            results.Add(result);
        }

        if (isChord)
        {
            _chords.Count(plan, groupId, size);
        }

        var whole = results is [{ Members: not null } only] ? only : new CanvasResult(groupId, results);
        if (isTrail && results.Count > 0)
        {
            plan.Trail.Add(whole.ToTuple());
        }

        return whole;
    }

    private CanvasResult ApplyTask(CanvasPlan plan, CanvasNode task, in CanvasCall call, bool isTrail)
    {
        task.Options = CallOptions.Merge(task.Options, call.Options);
        task.Args = task.Immutable ? task.Args : call.ArgsBefore(task.Args);
        if (call.Kwargs is { Count: > 0 } kwargs && !task.Immutable)
        {
            task.Kwargs = CallOptions.Over(task.Kwargs, kwargs);
        }

        var id = task.Id;
        if (id is null)
        {
            id = TaskIds.Next(_context.Chance);
            task.Options.Set("task_id", id);
        }

        var prefix = task.Prefix.Or(call.Prefix);
        plan.Tasks.Add(new PlannedTask(
            task.ToSignature(_release), new SignatureCall { PrependResultJson = prefix.Json, PrependResult = prefix.Value }));
        var result = new CanvasResult(id);
        if (isTrail)
        {
            plan.Trail.Add(result.ToTuple());
        }

        return result;
    }

    /// <summary>Celery: <c>_chain.run</c>.</summary>
    private CanvasResult ApplyChain(CanvasPlan plan, CanvasNode chain, in CanvasCall call, bool isTrail)
    {
        var options = CallOptions.Over(chain.Options, call.Options);
        var freeze = new FreezeOptions
        {
            TaskId = CallOptions.TakeText(options, "task_id"),
            GroupId = CallOptions.TakeText(options, "group_id"),
            GroupIndex = CallOptions.Take(options, "group_index") is { Kind: WireKind.Integer } index ? index.AsInt64() : null,
            RootId = CallOptions.TakeText(options, "root_id"),
            ParentId = CallOptions.TakeText(options, "parent_id"),
            Chord = CallOptions.Take(options, "chord"),
        };
        var errbacks = SignatureParts.ListOption(options, "link_error");
        var links = SignatureParts.ListOption(options, "link");
        options.Remove("link_error");
        options.Remove("link");
        options.Remove("use_link");
        var prefix = chain.Immutable ? default : chain.Prefix.Or(call.Prefix);
        var (steps, results) = _freezer.PrepareSteps(chain.Parts, prefix, freeze, [.. errbacks.Select(CanvasReader.Read)], copies: true);
        if (links.Count > 0)
        {
            CanvasLinks.Extend(steps[0], "link", links);
        }

        var first = steps[^1];
        steps.RemoveAt(steps.Count - 1);
        var before = CallOptions.Take(options, "chain");
        if (!_useLink)
        {
            var rest = WireValue.List([.. before?.AsItems() ?? [], .. steps.Select(step => step.ToValue(_release))]);
            options.Set("chain", rest);
        }

        var args = chain.Immutable ? chain.Args : call.ArgsBefore(chain.Args);
        var result = Apply(plan, first, new CanvasCall(default, options, call.Kwargs, args), isTrail);
        return steps.Count == 0 ? result : results[0];
    }

    /// <summary>The members of a group and of groups in it, with their places. Celery: <c>group._prepared</c>.</summary>
    private static IEnumerable<(CanvasNode Member, long Index)> Unroll(CanvasNode group)
    {
        var index = 0;
        foreach (var member in group.Parts)
        {
            if (member.Kind != CanvasKind.Group)
            {
                yield return (member.Clone(), index);
            }
            else
            {
                foreach (var inner in Unroll(member))
                {
                    yield return inner;
                }
            }

            index++;
        }
    }
}
