using Interop.Protocol;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Puts stamps on every part of a canvas. Celery: <c>stamp</c> and <c>stamp_links</c> of each kind of signature.</summary>
internal static class CanvasStamps
{
    public static void Stamp(CanvasNode node, string name, WireValue value)
    {
        StampLinks(node, "link", name, value);
        StampLinks(node, "link_error", name, value);
        switch (node.Kind)
        {
            case CanvasKind.Chain or CanvasKind.Group:
                node.Parts.ForEach(part => Stamp(part, name, value));
                break;
            case CanvasKind.Chord:
                node.Header!.Parts.ForEach(part => Stamp(part, name, value));
                if (node.Body is { } body)
                {
                    Stamp(body, name, value);
                }

                break;
            default:
                Set(node.Options, name, value);
                break;
        }
    }

    private static void Set(WireMap options, string name, WireValue value)
    {
        var names = SignatureParts.ListOption(options, "stamped_headers");
        if (!names.Contains(name))
        {
            options.Set("stamped_headers", WireValue.List([.. names, name]));
        }

        options.Set(name, value);
    }

    private static void StampLinks(CanvasNode node, string option, string name, WireValue value)
    {
        var links = SignatureParts.ListOption(node.Options, option);
        if (links.Count == 0)
        {
            return;
        }

        node.Options.Set(option, WireValue.List([.. links.Select(link =>
        {
            var callback = CanvasReader.Read(link);
            Stamp(callback, name, value);
            return callback.ToValue(CeleryRelease.V56);
        })]));
    }
}
