namespace Interop.Protocol.Messages;

/// <summary>A task call, in the v2 form whichever form it came in. Celery: <c>celery.worker.request.Request</c>.</summary>
public sealed record TaskMessage
{
    /// <summary>Properties of the message.</summary>
    public required MessageProperties Properties { get; init; }

    /// <summary>Headers; for a v1 message made from its body.</summary>
    public required MessageHeaders Headers { get; init; }

    /// <summary>Arguments, not yet bound to parameters.</summary>
    public required TaskArguments Arguments { get; init; }

    /// <summary>Callbacks, error callbacks, chain and chord.</summary>
    public TaskEmbed Embed { get; init; } = TaskEmbed.Empty;

    /// <summary>The form it came in, or is to be written in.</summary>
    public TaskProtocol Protocol { get; init; } = TaskProtocol.V2;

    /// <summary>False for a v1 message whose sender ran with <c>enable_utc = False</c>: naive times are in the app's timezone.</summary>
    public bool Utc { get; init; } = true;

    /// <summary>Name of the task.</summary>
    public string TaskName => Headers.Task!;

    /// <summary>Id of the task.</summary>
    public string Id => Headers.Id!;
}
