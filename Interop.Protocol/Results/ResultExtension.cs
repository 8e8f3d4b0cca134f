using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>The keys that <c>result_extended = True</c> adds to a result.</summary>
public sealed record ResultExtension
{
    /// <summary>Name of the task.</summary>
    public string? Name { get; init; }

    /// <summary>Positional arguments.</summary>
    public WireValue Args { get; init; }

    /// <summary>Keyword arguments.</summary>
    public WireValue Kwargs { get; init; }

    /// <summary>Node name of the worker.</summary>
    public string? Worker { get; init; }

    /// <summary>How often the task was retried.</summary>
    public int? Retries { get; init; }

    /// <summary>Routing key it was delivered with.</summary>
    public string? Queue { get; init; }
}
