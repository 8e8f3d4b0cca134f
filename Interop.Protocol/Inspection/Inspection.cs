using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>What a message holds and what Python does with it. Null means: not there, or not readable.</summary>
public sealed record Inspection
{
    /// <summary>What it is.</summary>
    public required InspectionKind Kind { get; init; }

    /// <summary>1 or 2; a v1 body below a header <c>task</c> counts as 2, as for Python.</summary>
    public int? Protocol { get; init; }

    /// <summary>Name of the task.</summary>
    public WireValue? Task { get; init; }

    /// <summary>Id of the task.</summary>
    public WireValue? Id { get; init; }

    /// <summary>Positional arguments.</summary>
    public WireValue? Args { get; init; }

    /// <summary>Keyword arguments.</summary>
    public WireValue? Kwargs { get; init; }

    /// <summary>Callbacks, errbacks, chain and chord; signatures are plain maps.</summary>
    public WireValue? Embed { get; init; }

    /// <summary>Other keys of a v1 body: <c>retries</c>, <c>eta</c>, <c>utc</c> and so on.</summary>
    public WireMap? Fields { get; init; }

    /// <summary>The decoded body of what is no task.</summary>
    public WireValue? Value { get; init; }

    /// <summary>Message headers as they came.</summary>
    public WireValue? Headers { get; init; }

    /// <summary>Message properties as they came, with <c>content_type</c> and <c>content_encoding</c>.</summary>
    public WireMap? Properties { get; init; }

    /// <summary>What Python does with it.</summary>
    public required InspectionVerdict Verdict { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Why the content is not shown; null when it is.</summary>
    public string? Error { get; init; }

    /// <summary>The object that <c>celery-interop decode</c> prints, for <see cref="TaggedJsonWriter"/>.</summary>
    public WireMap ToMap()
    {
        var map = new WireMap(14).With("kind", Kind.ToString().ToLowerInvariant());
        if (Kind == InspectionKind.Task)
        {
            map.With("protocol", Protocol is { } protocol ? protocol : WireValue.None)
                .With("task", Task ?? WireValue.None)
                .With("id", Id ?? WireValue.None)
                .With("args", Args ?? WireValue.None)
                .With("kwargs", Kwargs ?? WireValue.None)
                .With("embed", Embed ?? WireValue.None);
            if (Fields is { } fields)
            {
                map.With("fields", fields);
            }
        }
        else
        {
            map.With("value", Value ?? WireValue.None);
        }

        if (Headers is { } headers)
        {
            map.With("headers", headers);
        }

        if (Properties is { } properties)
        {
            map.With("properties", properties);
        }

        if (Error is { } error)
        {
            map.With("error", error);
        }

        return map.With("verdict", Verdict.ToString().ToLowerInvariant()).With("reason", Reason);
    }
}
