namespace Interop.Protocol.Messages;

/// <summary>Which shape a task message came in.</summary>
public enum TaskProtocol
{
    /// <summary>Everything in the body; Celery 3.1 and <c>task_protocol = 1</c>.</summary>
    V1 = 1,

    /// <summary>Metadata in the headers, body <c>[args, kwargs, embed]</c>.</summary>
    V2 = 2,

    /// <summary>A v1 body under v2 headers; the headers win.</summary>
    Hybrid = 3,
}
