namespace Interop.Client.Producing.Canvas;

/// <summary>What a signature is. Celery: <c>Signature.TYPES</c>.</summary>
internal enum CanvasKind
{
    /// <summary>A task; also <c>xmap</c> and <c>xstarmap</c>, which are tasks of Celery's own.</summary>
    Task,

    /// <summary>One after the other.</summary>
    Chain,

    /// <summary>Side by side.</summary>
    Group,

    /// <summary>A group, and a body that gets its results.</summary>
    Chord,
}
