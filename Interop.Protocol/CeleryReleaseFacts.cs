using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol;

/// <summary>What follows from a <see cref="CeleryRelease"/>.</summary>
public static class CeleryReleaseFacts
{
    /// <summary>How that release's kombu writes values JSON has no form for.</summary>
    public static JsonDialect Dialect(this CeleryRelease release) =>
        release >= CeleryRelease.V53 ? JsonDialect.Typed : JsonDialect.Plain;

    /// <summary>The last patch of that release that we know: what its workers call their version. Celery: <c>celery.__version__</c>.</summary>
    public static string Version(this CeleryRelease release) => release switch
    {
        CeleryRelease.V50 => "5.0.5",
        CeleryRelease.V52 => "5.2.7",
        CeleryRelease.V53 => "5.3.6",
        CeleryRelease.V54 => "5.4.0",
        CeleryRelease.V55 => "5.5.3",
        _ => "5.6.3",
    };
}
