using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>The stored result document of one task. Celery: <c>celery/backends/base.py</c> <c>Backend._get_result_meta</c>.</summary>
public sealed record ResultMeta
{
    internal static readonly byte[] NullJson = "null"u8.ToArray();

    /// <summary>Id of the task; last key on the wire.</summary>
    public required string TaskId { get; init; }

    /// <summary>State of the task.</summary>
    public required TaskState Status { get; init; }

    /// <summary>JSON of the result: the value, or for exception states what <see cref="Error"/> holds (then this is not used for writing).
    /// Meaningless where <see cref="ResultValue"/> is set.</summary>
    public ReadOnlyMemory<byte> ResultJson { get; init; } = NullJson;

    /// <summary>The result as a value, where another serializer than JSON carried it or is to carry it; null for
    /// <see cref="ResultJson"/>.</summary>
    public WireValue? ResultValue { get; init; }

    /// <summary>The exception of an exception state, if one was stored.</summary>
    public RemoteError? Error { get; init; }

    /// <summary>Traceback text, or null.</summary>
    public string? Traceback { get; init; }

    /// <summary>Tasks published by the task; null when nobody knows (a record made without a request).</summary>
    public IReadOnlyList<ResultTuple>? Children { get; init; } = [];

    /// <summary>When the state became final; null for other states.</summary>
    public IsoTimestamp? DateDone { get; init; }

    /// <summary>Group of the task; written only if set.</summary>
    public string? GroupId { get; init; }

    /// <summary>Id of the task that published this one; written only if set.</summary>
    public string? ParentId { get; init; }

    /// <summary>What <c>result_extended</c> adds; null otherwise.</summary>
    public ResultExtension? Extended { get; init; }

    /// <summary>Unknown keys, written back in front of <c>task_id</c>.</summary>
    public WireMap? Extra { get; init; }

    /// <summary>The value of <see cref="DateDone"/> as a release prints it: naive UTC up to 5.3, UTC with <c>+00:00</c> in 5.4, in the app's
    /// timezone from 5.5 on.</summary>
    /// <param name="now">When the task ended.</param>
    /// <param name="release">The release whose form is wanted.</param>
    /// <param name="timezone">The app's timezone; null for UTC. Celery: <c>timezone</c>.</param>
    public static IsoTimestamp DateDoneFor(DateTimeOffset now, CeleryRelease release, TimeZoneInfo? timezone = null) => release switch
    {
        < CeleryRelease.V54 => new IsoTimestamp(now.UtcDateTime, null),
        CeleryRelease.V54 => IsoTimestamp.From(now.ToUniversalTime()),
        _ => IsoTimestamp.From(TimeZoneInfo.ConvertTime(now, timezone ?? TimeZoneInfo.Utc)),
    };
}
