using Interop.Protocol;

namespace Interop.Client.Producing.Canvas;

/// <summary>What <c>|</c> makes of two signatures. Celery: <c>__or__</c> of each kind.</summary>
/// <remarks>A group with something after it is a chord; what follows a chord goes to its body. The nodes given may become parts of the
/// result.</remarks>
internal static class CanvasComposer
{
    private static readonly CanvasLinks Links = new(CeleryRelease.V56, allowOnChordHeader: false);

    public static CanvasNode Or(CanvasNode left, CanvasNode right) => left.Kind switch
    {
        CanvasKind.Group => CanvasNode.Chord(left, right),
        CanvasKind.Chain => AfterChain(left, right),
        CanvasKind.Chord when right.Unrolled() is { Kind: CanvasKind.Task or CanvasKind.Chord } single => AfterBody(left, single),
        CanvasKind.Chord when right.Kind == CanvasKind.Group && right.Parts.Count == 1 => AfterBody(left, right.Unrolled()),
        _ => CanvasNode.Chain([left, .. right.Kind == CanvasKind.Chain ? Unchained(right) : [right.Unrolled()]]),
    };

    /// <summary>Celery: <c>chain(*steps)</c>.</summary>
    public static CanvasNode Chain(IEnumerable<CanvasNode> steps) => steps.Aggregate(CanvasNode.Chain([]), Or);

    /// <summary>The steps of a chain, with its callbacks on the last of them and its error callbacks on all. Celery:
    /// <c>unchain_tasks</c>.</summary>
    private static List<CanvasNode> Unchained(CanvasNode chain)
    {
        var links = SignatureParts.ListOption(chain.Options, "link");
        var errbacks = SignatureParts.ListOption(chain.Options, "link_error");
        foreach (var link in links.Where(_ => chain.Parts.Count > 0))
        {
            Links.Link(chain.Parts[^1], CanvasReader.Read(link));
        }

        foreach (var errback in errbacks)
        {
            chain.Parts.ForEach(step => Links.LinkError(step, CanvasReader.Read(errback)));
        }

        return chain.Parts;
    }

    private static CanvasNode AfterChain(CanvasNode chain, CanvasNode right)
    {
        right = right.Unrolled();
        switch (right.Kind)
        {
            case CanvasKind.Group:
                var steps = Unchained(chain);
                if (steps.Count == 0)
                {
                    return right;
                }

                if (steps[^1] is { Kind: CanvasKind.Chord } chord)
                {
                    chord.Body = Or(chord.Body!, right);
                    return CanvasNode.Chain(steps);
                }

                return CanvasNode.Chain([.. steps, right]);
            case CanvasKind.Chain:
                return Unchained(right).Aggregate(chain, Or);
        }

        if (chain.Parts is [.., { Kind: CanvasKind.Group } last])
        {
            var chord = CanvasNode.Chord(last, right);
            chain.Parts[^1] = chord;
            if (chain.Parts is [.., { Kind: CanvasKind.Chord } before, _])
            {
                before.Body = Or(before.Body!, chord);
                chain.Parts.RemoveAt(chain.Parts.Count - 1);
            }

            return chain;
        }

        if (chain.Parts is [.., { Kind: CanvasKind.Chord } end] && right.Kind != CanvasKind.Chord)
        {
            end.Body = Or(end.Body!, right);
            return chain;
        }

        return CanvasNode.Chain([.. Unchained(chain), right]);
    }

    private static CanvasNode AfterBody(CanvasNode chord, CanvasNode right)
    {
        chord.Body = Or(chord.Body!, right);
        return chord;
    }
}
