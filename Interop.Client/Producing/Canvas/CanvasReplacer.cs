using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Fits a signature into the place of a running task. Celery: <c>Task.replace</c> and <c>add_to_chord</c>.</summary>
internal sealed class CanvasReplacer(ClientContext context, CanvasLinks links, CanvasFreezer freezer)
{
    private readonly CeleryRelease _release = context.Options.Release;

    /// <exception cref="CanvasReplacementException">It is an empty chain, or part of a chord itself.</exception>
    public Signature Replace(Signature signature, TaskMessage replaced)
    {
        if (signature.Options["chord"] is not null)
        {
            throw new CanvasReplacementException("A signature replacing a task must not be part of a chord");
        }

        var node = CanvasReader.Read(signature);
        if (node is { Kind: CanvasKind.Chain, Parts.Count: 0 })
        {
            throw new CanvasReplacementException("Cannot replace with an empty chain");
        }

        if (node.Kind == CanvasKind.Group)
        {
            // Becomes a chord, so that there is one result, and something to link to.
            var accumulate = new CanvasNode
            {
                Kind = CanvasKind.Task, Task = "celery.accumulate", Kwargs = new WireMap().With("index", 0),
            };
            node = CanvasNode.Chord(node, accumulate);
        }

        Link(node, replaced.Embed);
        freezer.Freeze(node, new FreezeOptions { TaskId = replaced.Id });
        var nesting = (replaced.Headers.ReplacedTaskNesting ?? 0) + 1;
        SetPlace(node.Options, replaced);
        SetNesting(node, nesting);
        if (node.Kind == CanvasKind.Chain)
        {
            node.Parts.ForEach(part => SetNesting(part, nesting));
        }

        AddStamps(node.Options, replaced.Headers);
        for (var i = replaced.Embed.Chain?.Count - 1 ?? -1; i >= 0; i--)
        {
            var step = CanvasReader.Read(replaced.Embed.Chain![i]);
            SetNesting(step, nesting);
            node = CanvasComposer.Or(node, step);
        }

        return node.ToSignature(_release);
    }

    /// <summary>A signature as one more part of the chord that a task is a part of.</summary>
    public Signature ChordPart(Signature signature, TaskMessage member)
    {
        var node = CanvasReader.Read(signature);
        SetPlace(node.Options, member);
        freezer.Freeze(node, new FreezeOptions());
        return node.ToSignature(_release);
    }

    private void Link(CanvasNode node, TaskEmbed embed)
    {
        foreach (var callback in embed.Callbacks ?? [])
        {
            links.Link(node, CanvasReader.Read(callback));
        }

        foreach (var errback in embed.Errbacks ?? [])
        {
            links.LinkError(node, CanvasReader.Read(errback));
        }

        if (node.Kind == CanvasKind.Chain && SignatureParts.ListOption(node.Options, "link") is { Count: > 0 } own)
        {
            CanvasLinks.Extend(node.Parts[^1], "link", own);
        }
    }

    private void SetPlace(WireMap options, TaskMessage task)
    {
        Set(options, "chord", task.Embed.Chord is { } chord ? CanvasReader.Read(chord).ToValue(_release) : WireValue.None);
        Set(options, "group_id", task.Headers.Group);
        Set(options, "group_index", task.Headers.GroupIndex is { } index ? index : WireValue.None);
        Set(options, "root_id", task.Headers.RootId);
    }

    /// <summary>Those of the replaced task, beside the signature's own.</summary>
    private static void AddStamps(WireMap options, MessageHeaders headers)
    {
        if (headers is not { StampedHeaders: { Count: > 0 } names, Stamps: { } stamps })
        {
            return;
        }

        var all = new List<WireValue>(SignatureParts.ListOption(options, "stamped_headers"));
        foreach (var name in names)
        {
            if (!all.Contains(name) && stamps[name] is { } value)
            {
                all.Add(name);
                options.Set(name, value);
            }
        }

        options.Set("stamped_headers", WireValue.List(all));
    }

    private void SetNesting(CanvasNode node, int nesting)
    {
        if (_release >= CeleryRelease.V53)
        {
            node.Options.Set("replaced_task_nesting", nesting);
        }
    }

    private static void Set(WireMap options, string name, WireValue value)
    {
        if (value.IsNone)
        {
            options.Remove(name);
        }
        else
        {
            options.Set(name, value);
        }
    }
}
