using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Turns a signature into the messages that start it: decides ids, unrolls chains and groups, publishes
/// nothing.</summary>
/// <remarks>Celery: <c>celery/canvas.py</c>, <c>_chain.run</c>, <c>_chain.prepare_steps</c>,
/// <c>group.apply_async</c>.</remarks>
internal sealed class CanvasPlanner(ClientContext context)
{
    private static readonly string[] ChainOnly =
        ["task_id", "group_id", "group_index", "chord", "link", "link_error", "root_id", "parent_id", "chain", "use_link"];

    private static readonly string[] GroupOnly = ["task_id", "group_id", "group_index"];

    private readonly CeleryRelease _release = context.Options.Release;
    private readonly bool _useLink = context.Options.TaskProtocol == 1;

    public CanvasPlan Plan(Signature signature, SignatureCall call, WireMap? overlay = null) => signature.SubtaskType switch
    {
        "chain" => PlanChain(Merged(signature, overlay), call),
        "group" => PlanGroup(Merged(signature, overlay), call),
        _ => PlanTask(signature, call, overlay),
    };

    private static Signature Merged(Signature signature, WireMap? overlay) =>
        overlay is null ? signature : signature with { Options = SignatureOptions.Merge(signature.Options, overlay) };

    private CanvasPlan PlanTask(Signature signature, SignatureCall call, WireMap? overlay)
    {
        var id = call.Options?.TaskId ?? overlay?["task_id"]?.AsStringOrNull() ?? signature.OptionText("task_id");
        if (id is null)
        {
            id = TaskIds.Next(context.Chance);
            signature = signature.WithOption("task_id", id);
        }

        return new CanvasPlan([new PlannedTask(signature, call, overlay)], new ResultTuple(id));
    }

    private CanvasPlan PlanChain(Signature chain, SignatureCall call)
    {
        var own = chain.Options;
        var freeze = new FreezeOptions
        {
            TaskId = call.Options?.TaskId ?? chain.OptionText("task_id"),
            GroupId = call.GroupId ?? call.Options?.GroupId ?? chain.OptionText("group_id"),
            GroupIndex = call.GroupIndex ?? call.Options?.GroupIndex ?? SignatureOptions.Integer(own, "group_index"),
            RootId = call.RootId ?? call.Options?.RootId ?? chain.OptionText("root_id"),
            Chord = own["chord"],
        };
        var errbacks = call.Options?.LinkError ?? SignatureParts.Signatures(own, "link_error") ?? [];
        var links = call.Options?.Link ?? SignatureParts.Signatures(own, "link") ?? [];
        var (steps, result) = Freeze(Flatten(chain.Members()), freeze, errbacks, links);
        var first = steps[^1];
        steps.RemoveAt(steps.Count - 1);
        var before = call.Chain ?? call.Options?.Chain ?? SignatureParts.Signatures(own, "chain");
        IReadOnlyList<Signature>? rest = _useLink ? null : before is null ? steps : [.. before, .. steps];
        var overlay = Without(own, ChainOnly);
        var plan = Plan(
            first with { Args = first.Immutable ? first.Args : [.. chain.Args, .. first.Args] },
            call with
            {
                PrependResultJson = chain.Immutable ? null : call.PrependResultJson,
                PrependResult = chain.Immutable ? null : call.PrependResult,
                Chain = rest,
                GroupId = null,
                GroupIndex = null,
                Options = call.Options is { } options
                    ? options with { TaskId = null, GroupId = null, GroupIndex = null, Link = null, LinkError = null, Chain = null }
                    : null,
            },
            overlay.Count == 0 ? null : overlay);
        return plan with { Result = steps.Count == 0 ? plan.Result : result };
    }

    private CanvasPlan PlanGroup(Signature group, SignatureCall call)
    {
        var id = call.Options?.TaskId ?? group.OptionText("task_id") ?? TaskIds.Next(context.Chance);
        var overlay = Without(group.Options, GroupOnly);
        var rootId = call.RootId ?? call.Options?.RootId ?? group.OptionText("root_id");
        var memberCall = call with
        {
            GroupId = id,
            GroupIndex = null,
            Options = call.Options is { } options ? options with { TaskId = null, GroupId = null, GroupIndex = null } : null,
        };
        var tasks = new List<PlannedTask>();
        var results = new List<ResultTuple>();
        foreach (var (member, index) in Unroll(group))
        {
            var freeze = new FreezeOptions
            {
                GroupId = id,
                RootId = rootId,
                // Celery 5.3 began to number the members of a group that is sent directly.
                GroupIndex = _release >= CeleryRelease.V53 ? index : null,
            };
            var frozen = member.SubtaskType == "chain" ? FreezeChain(member, freeze) : Freeze(member, freeze);
            var plan = Plan(frozen, memberCall, overlay.Count == 0 ? null : overlay);
            tasks.AddRange(plan.Tasks);
            results.Add(plan.Result);
        }

        return new CanvasPlan(tasks, new ResultTuple(id, null, results));
    }

    private static IEnumerable<(Signature Member, long Index)> Unroll(Signature group)
    {
        var index = 0;
        foreach (var member in group.Members())
        {
            if (member.SubtaskType != "group")
            {
                yield return (member, index);
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

    private static List<Signature> Flatten(IReadOnlyList<Signature> steps)
    {
        var flat = new List<Signature>(steps.Count);
        foreach (var step in steps)
        {
            if (step.SubtaskType == "chain")
            {
                flat.AddRange(Flatten(step.Members()));
            }
            else
            {
                flat.Add(CanvasSupport.Unrolled(step));
            }
        }

        return flat.Exists(step => step.SubtaskType == "chain") ? Flatten(flat) : flat;
    }

    /// <summary>Decides ids from the last step back; steps come out in reverse, as <c>embed.chain</c> carries
    /// them.</summary>
    private (List<Signature> Reversed, ResultTuple Result) Freeze(
        List<Signature> steps, FreezeOptions last, IReadOnlyList<Signature> errbacks, IReadOnlyList<Signature> links)
    {
        var reversed = new List<Signature>(steps.Count);
        var results = new List<ResultTuple>(steps.Count);
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var isLast = i == steps.Count - 1;
            var step = Freeze(steps[i], isLast ? last : new FreezeOptions { RootId = last.RootId });
            results.Add(Handle(step));
            if (_useLink && reversed.Count > 0)
            {
                step = step.Append("link", [reversed[^1]], unique: true, _release);
            }

            step = errbacks.Count == 0 ? step : WithErrbacks(step, errbacks);
            reversed.Add(isLast && links.Count > 0 ? step.Append("link", links, unique: false, _release) : step);
        }

        var result = results[^1];
        for (var i = results.Count - 2; i >= 0; i--)
        {
            result = results[i] with { Parent = result };
        }

        return (reversed, result);
    }

    private Signature FreezeChain(Signature chain, FreezeOptions last)
    {
        var (reversed, _) = Freeze(Flatten(chain.Members()), last with { TaskId = chain.OptionText("task_id") }, [], []);
        reversed.Reverse();
        return chain.WithMembers(reversed, _release);
    }

    private Signature Freeze(Signature step, FreezeOptions freeze) => step.SubtaskType == "group"
        ? freeze.ApplyToGroup(step, context, _release)
        : freeze.ApplyToTask(step, context);

    private Signature WithErrbacks(Signature step, IReadOnlyList<Signature> errbacks) => step.SubtaskType == "group"
        ? step.WithMembers([.. step.Members().Select(member => WithErrbacks(member, errbacks))], _release)
        : step.Append("link_error", errbacks, unique: true, _release);

    private static ResultTuple Handle(Signature frozen) => frozen.SubtaskType == "group"
        ? new ResultTuple(frozen.OptionText("task_id")!, null, [.. frozen.Members().Select(Handle)])
        : new ResultTuple(frozen.OptionText("task_id")!);

    private static WireMap Without(WireMap options, string[] names)
    {
        var rest = options.Clone();
        foreach (var name in names)
        {
            rest.Remove(name);
        }

        return rest;
    }
}
