using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>What is added when a signature that arrived in a message is called. Celery: the arguments of
/// <c>Signature.apply_async</c>.</summary>
/// <remarks>Everything here wins over the signature's own options, save <see cref="GroupId"/> and stamps, which a
/// signature keeps
/// (<c>Signature._IMMUTABLE_OPTIONS</c>). Null adds nothing.</remarks>
public sealed record SignatureCall
{
    /// <summary>Adds nothing.</summary>
    public static SignatureCall Empty { get; } = new();

    /// <summary>JSON of one value that is put in front of the arguments as it stands, unless the signature is immutable: the
    /// parent's result, or for error callbacks the quoted id of the failed task.</summary>
    public ReadOnlyMemory<byte>? PrependResultJson { get; init; }

    /// <summary>The same as a value, which wins over the JSON: a result that is to keep what JSON has no form for.</summary>
    public WireValue? PrependResult { get; init; }

    /// <summary>Id of the first task of the workflow; null for the task's own id.</summary>
    public string? RootId { get; init; }

    /// <summary>Id of the task that calls.</summary>
    public string? ParentId { get; init; }

    /// <summary>Priority to publish with (<c>task_inherit_parent_priority</c>).</summary>
    public int? Priority { get; init; }

    /// <summary>What follows the signature, in reverse order as <c>embed.chain</c> carries it.</summary>
    public IReadOnlyList<Signature>? Chain { get; init; }

    /// <summary>Group the task belongs to, unless the signature names one.</summary>
    public string? GroupId { get; init; }

    /// <summary>Position in the group.</summary>
    public long? GroupIndex { get; init; }

    /// <summary>Names of the stamps to hand on; those the signature carries itself are kept.</summary>
    public IReadOnlyList<string>? StampedHeaders { get; init; }

    /// <summary>Values of the stamps to hand on.</summary>
    public WireMap? Stamps { get; init; }

    /// <summary>Any other option of the call; the properties above win over it.</summary>
    public TaskSendOptions? Options { get; init; }
}
