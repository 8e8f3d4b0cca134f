namespace Interop.Protocol.Inspection;

/// <summary>Where the bytes under inspection come from.</summary>
public enum InspectionTransport
{
    /// <summary>A Redis list, pub/sub channel or the hash <c>unacked</c>: kombu's JSON envelope.</summary>
    Redis,

    /// <summary>A file of kombu's filesystem transport: the same envelope.</summary>
    FileSystem,

    /// <summary>AMQP: properties, headers and body apart.</summary>
    Amqp,

    /// <summary>A body alone.</summary>
    Body,

    /// <summary>A document of a result backend.</summary>
    Result,
}
