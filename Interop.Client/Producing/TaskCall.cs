using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>One call with all its options decided, whichever way it came: by name, or as a signature.</summary>
internal struct TaskCall
{
    public required string Name;
    public string? RouteName;
    public TaskArguments Arguments;
    public string? ArgsRepr;
    public string? KwargsRepr;
    public string? TaskId;

    /// <summary>Countdown, eta: the countdown wins, as in Python.</summary>
    public TimeSpan? Countdown;
    public IsoTimestamp? Eta;
    public TimeSpan? ExpiresAfter;
    public IsoTimestamp? ExpiresAt;
    public string? Queue;
    public string? Exchange;
    public string? RoutingKey;
    public int? Priority;
    public WireMap? Headers;
    public IReadOnlyList<Signature>? Link;
    public IReadOnlyList<Signature>? LinkError;
    public IReadOnlyList<Signature>? Chain;
    public Signature? Chord;
    public string? Shadow;
    public string? Serializer;
    public string? Compression;
    public TimeLimit TimeLimit;
    public bool? Retry;
    public PublishRetryPolicy? RetryPolicy;
    public string? RootId;
    public string? ParentId;
    public string? GroupId;
    public long? GroupIndex;
    public bool IgnoreResult;
    public string? ReplyTo;
    public bool? AddToParent;
    public int Retries;
    public int ReplacedTaskNesting;
    public string? Origin;
    public IReadOnlyList<string>? StampedHeaders;
    public WireMap? Stamps;
    public TimeSpan? Expiration;
    public int? DeliveryMode;
    public TimeSpan? Timeout;

    /// <summary>Options nobody knows, which Celery makes message properties.</summary>
    public WireMap? Extra;

    /// <summary>Takes over the options of a call.</summary>
    public void Apply(TaskSendOptions? options, CallArguments arguments)
    {
        if (options is null)
        {
            return;
        }

        TaskId = options.TaskId ?? TaskId;
        ApplyTimes(options);
        Queue = options.Queue ?? Queue;
        Exchange = options.Exchange ?? Exchange;
        RoutingKey = options.RoutingKey ?? RoutingKey;
        Priority = options.Priority ?? Priority;
        Headers = options.Headers is { Count: > 0 } headers ? arguments.ToMap(headers) : Headers;
        Link = options.Link ?? Link;
        LinkError = options.LinkError ?? LinkError;
        Chain = options.Chain ?? Chain;
        Shadow = options.Shadow ?? Shadow;
        Serializer = options.Serializer ?? Serializer;
        Compression = options.Compression ?? Compression;
        TimeLimit = new TimeLimit(
            options.TimeLimit?.TotalSeconds ?? TimeLimit.Hard, options.SoftTimeLimit?.TotalSeconds ?? TimeLimit.Soft);
        Retry = options.Retry ?? Retry;
        RetryPolicy = options.RetryPolicy ?? RetryPolicy;
        RootId = options.RootId ?? RootId;
        ParentId = options.ParentId ?? ParentId;
        GroupId = GroupId ?? options.GroupId;
        GroupIndex = options.GroupIndex ?? GroupIndex;
        IgnoreResult = options.IgnoreResult ?? IgnoreResult;
        ReplyTo = options.ReplyTo ?? ReplyTo;
        AddToParent = options.AddToParent ?? AddToParent;
        Retries = options.Retries ?? Retries;
        Expiration = options.Expiration ?? Expiration;
        DeliveryMode = options.DeliveryMode ?? DeliveryMode;
        ArgsRepr = options.ArgsRepr ?? ArgsRepr;
        KwargsRepr = options.KwargsRepr ?? KwargsRepr;
        Timeout = options.Timeout ?? Timeout;
    }

    private void ApplyTimes(TaskSendOptions options)
    {
        if (options.Countdown is not null && options.Eta is not null)
        {
            throw new ArgumentException("Countdown and Eta are both set; a task can have only one of them.", nameof(options));
        }

        if (options.Countdown is not null || options.Eta is not null)
        {
            Countdown = options.Countdown;
            Eta = options.Eta is { } eta ? IsoTimestamp.From(eta) : null;
        }

        if (options.Expires is { } expires)
        {
            ExpiresAfter = expires.After;
            ExpiresAt = expires.At is { } at ? IsoTimestamp.From(at) : null;
        }
    }
}
