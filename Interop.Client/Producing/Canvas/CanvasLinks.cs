using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Callbacks of signatures: where each kind keeps them. Celery: <c>link</c> and <c>link_error</c> of each kind.</summary>
internal sealed class CanvasLinks(CeleryRelease release, bool allowOnChordHeader)
{
    /// <summary>Adds a callback to be called with the result.</summary>
    public void Link(CanvasNode node, CanvasNode callback)
    {
        switch (node.Kind)
        {
            case CanvasKind.Group when node.Parts is [var first, ..]:
                var immutable = callback.Clone();
                immutable.SetImmutable();
                Link(first, immutable);
                break;
            case CanvasKind.Chord when node.Body is { } body:
                Link(body, callback);
                break;
            default:
                Append(node, "link", callback.ToValue(release));
                break;
        }
    }

    /// <summary>Adds a callback to be called when the task fails.</summary>
    public void LinkError(CanvasNode node, CanvasNode errback)
    {
        switch (node.Kind)
        {
            case CanvasKind.Group:
                LinkErrorToGroup(node, errback);
                break;
            case CanvasKind.Chord:
                LinkErrorToChord(node, errback);
                break;
            default:
                Append(node, "link_error", errback.ToValue(release));
                break;
        }
    }

    /// <summary>Adds to a list option what is not in it. Celery: <c>append_to_list_option</c>.</summary>
    public static void Append(CanvasNode node, string option, WireValue added)
    {
        var items = SignatureParts.ListOption(node.Options, option);
        if (!SignatureParts.Holds(items, added))
        {
            node.Options.Set(option, WireValue.List([.. items, added]));
        }
    }

    /// <summary>Celery: <c>extend_list_option</c>.</summary>
    public static void Extend(CanvasNode node, string option, IReadOnlyList<WireValue> added) =>
        node.Options.Set(option, WireValue.List([.. SignatureParts.ListOption(node.Options, option), .. added]));

    private void LinkErrorToGroup(CanvasNode group, CanvasNode errback)
    {
        if (release >= CeleryRelease.V52)
        {
            var own = release >= CeleryRelease.V53 ? MarkedImmutable(errback) : errback;
            group.Parts.ForEach(member => LinkError(member, own));
        }
        else if (group.Parts is [var first, ..])
        {
            var immutable = errback.Clone();
            immutable.SetImmutable();
            LinkError(first, immutable);
        }
    }

    private void LinkErrorToChord(CanvasNode chord, CanvasNode errback)
    {
        if (release >= CeleryRelease.V53)
        {
            foreach (var part in chord.Header!.Parts)
            {
                if (allowOnChordHeader)
                {
                    LinkError(part, MarkedImmutable(errback));
                }

                if (part.Kind == CanvasKind.Chord)
                {
                    LinkError(part, errback);
                }
            }
        }

        if (chord.Body is { } body)
        {
            LinkError(body, errback);
        }
    }

    // celery/canvas.py says clone(immutable=True), which makes it an option that nobody reads.
    private static CanvasNode MarkedImmutable(CanvasNode errback)
    {
        var marked = errback.Clone();
        marked.Options.Set("immutable", true);
        return marked;
    }
}
