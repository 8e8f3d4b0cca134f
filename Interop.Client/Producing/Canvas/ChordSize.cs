namespace Interop.Client.Producing.Canvas;

/// <summary>How many parts of a chord come to an end. Celery: <c>_chord._descend</c>.</summary>
internal static class ChordSize
{
    /// <summary>A task counts one, a group its members, a chain what its last step counts, a chord what its body counts.</summary>
    public static int Of(CanvasNode node) => node.Kind switch
    {
        CanvasKind.Group => node.Parts.Sum(Of),
        CanvasKind.Chain => Enumerable.Reverse(node.Parts).Select(Of).FirstOrDefault(size => size > 0),
        CanvasKind.Chord => node.Body is null ? 0 : Of(node.Body),
        _ => 1,
    };
}
