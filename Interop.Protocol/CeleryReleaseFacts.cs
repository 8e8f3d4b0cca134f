using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol;

/// <summary>What follows from a <see cref="CeleryRelease"/>.</summary>
public static class CeleryReleaseFacts
{
    /// <summary>How that release's kombu writes values JSON has no form for.</summary>
    public static JsonDialect Dialect(this CeleryRelease release) =>
        release >= CeleryRelease.V53 ? JsonDialect.Typed : JsonDialect.Plain;
}
