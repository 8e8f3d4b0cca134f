using Interop.Client.Backends;
using Interop.Protocol;
using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Starts chords. Celery: <c>_chord.apply_async</c> and <c>run</c>, <c>Backend.apply_chord</c>.</summary>
internal sealed class ChordPlanner(
    ClientContext context, TaskRouter router, IResultBackend backend, CanvasFreezer freezer, CanvasPlanner planner)
{
    private const string UnlockTask = "celery.chord_unlock";

    private readonly CeleryRelease _release = context.Options.Release;

    /// <exception cref="CanvasNotSupportedException">The backend takes no chords.</exception>
    public CanvasResult Apply(CanvasPlan plan, CanvasNode chord, in CanvasCall call, bool isTrail)
    {
        Demand(chord);
        var prefix = chord.Immutable ? default : chord.Prefix.Or(call.Prefix);
        var given = CallOptions.Over(new WireMap(), call.Options);
        var taskId = CallOptions.TakeText(given, "task_id");
        var body = chord.Body!.Clone();
        body.Options = CallOptions.Merge(body.Options, given);
        var header = chord.Header!.Clone();
        if (chord.HasBareHeader)
        {
            header.Options = new WireMap().With("task_id", chord.Id ?? TaskIds.Next(context.Chance));
        }

        foreach (var name in (string[])["link", "link_error"])
        {
            // Celery hands the chord's own to the header, which refuses them.
            if (SignatureParts.ListOption(chord.Options, name) is { Count: > 0 } links)
            {
                CanvasLinks.Extend(body, name, links);
            }
        }

        var options = CallOptions.Over(WithoutLinks(chord.Options), WithoutLinks(given));
        taskId ??= chord.Id;
        options.Remove("task_id");
        var kwargs = chord.Kwargs["kwargs"] is { Kind: WireKind.Map } own ? own.AsMap() : new WireMap();
        return Run(plan, header, body, options, taskId, new CanvasCall(
            prefix, new WireMap(), call.Kwargs is { } more ? CallOptions.Over(kwargs, more) : kwargs,
            chord.Immutable ? chord.Args : call.ArgsBefore(chord.Args)), isTrail);
    }

    /// <summary>Notes how many parts there are, where the backend counts.</summary>
    public void Count(CanvasPlan plan, string groupId, int size)
    {
        var at = plan.Chords.FindIndex(chord => chord.GroupId == groupId);
        if (at < 0)
        {
            plan.Chords.Add(new PlannedChord(groupId, size, null));
        }
        else
        {
            plan.Chords[at] = plan.Chords[at] with { Size = size };
        }
    }

    private CanvasResult Run(
        CanvasPlan plan, CanvasNode header, CanvasNode body, WireMap options, string? taskId, in CanvasCall call, bool isTrail)
    {
        var groupId = header.Id ?? TaskIds.Next(context.Chance);
        var rootId = body.Options["root_id"]?.AsStringOrNull();
        body.Options = CallOptions.Over(body.Options, options);
        var result = freezer.Freeze(body, new FreezeOptions
        {
            TaskId = taskId ?? TaskIds.Next(context.Chance), RootId = rootId, GroupId = _release >= CeleryRelease.V56 ? groupId : null,
        });
        if (_release < CeleryRelease.V52)
        {
            // Where such a worker looks, which has no size in the backend.
            body.Extra = (body.Extra?.Clone() ?? new WireMap()).With("chord_size", header.Parts.Sum(ChordSize.Of));
        }

        options.Remove("chain");
        options.Remove("chord");

        var parts = freezer.FreezeGroup(header, new FreezeOptions { GroupId = groupId, Chord = body.ToValue(_release), RootId = rootId });
        if (header.Parts.Count == 0)
        {
            planner.Apply(plan, body, new CanvasCall(new CanvasPrefix(null, WireValue.List([])), new WireMap()), isTrail);
        }
        else
        {
            Announce(plan, groupId, parts, body);
            options.Set("task_id", groupId);
            parts = planner.ApplyGroup(plan, header, call with { Options = options }, isTrail);
        }

        result.Parent = parts;
        return result;
    }

    /// <summary>Celery: <c>Backend.apply_chord</c>.</summary>
    private void Announce(CanvasPlan plan, string groupId, CanvasResult parts, CanvasNode body)
    {
        if (backend.Chords is not null)
        {
            var isNested = parts.Members!.Any(part => part.Members is not null);
            plan.Chords.Add(new PlannedChord(groupId, parts.Members!.Count, isNested ? parts.ToTuple() : null));
            return;
        }

        var kwargs = new WireMap()
            .With("interval", WireValue.None).With("max_retries", WireValue.None)
            .With("result", WireValue.List([.. parts.Members!.Select(part => ResultTupleCodec.ToTuple(part.ToTuple()))]));
        var options = new WireMap()
            .With("countdown", 1)
            .With("queue", body.Options["queue"] ?? (WireValue?)router.Route(body.Task).Queue?.Name ?? WireValue.None)
            .With("priority", body.Options["priority"] ?? 0)
            .With("ignore_result", true);
        planner.Apply(
            plan, new CanvasNode { Kind = CanvasKind.Task, Task = UnlockTask, Args = [groupId, body.ToValue(_release)], Kwargs = kwargs },
            new CanvasCall(default, options), isTrail: false);
    }

    private static WireMap WithoutLinks(WireMap options)
    {
        var rest = options.Clone();
        rest.Remove("link");
        rest.Remove("link_error");
        return rest;
    }

    private void Demand(CanvasNode chord)
    {
        if (chord.Body is null)
        {
            throw new CanvasNotSupportedException("chord", "The chord has no body; expected a signature. Nothing of it was sent.");
        }

        if (!backend.AllowsChords)
        {
            throw new CanvasNotSupportedException(
                "chord", $"A chord needs a result backend that all workers share, and {backend.DisplayUrl} is none. Nothing of it was "
                    + "sent. Set result_backend, for example to redis://localhost:6379/0, here and in the workers.");
        }
    }
}
