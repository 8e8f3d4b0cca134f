using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>What Celery's signatures can do, in its words. Signatures are immutable: everything returns a copy.</summary>
public static class SignatureExtensions
{
    /// <summary>A copy with keyword arguments added. Celery: <c>task.s(…, name=value)</c>.</summary>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">A value that no serializer can carry.</exception>
    public static Signature With(this Signature signature, string keyword, object? value) =>
        signature with { Kwargs = signature.Kwargs.Clone().With(keyword, ClrCodec.Default.ToWire(value)) };

    /// <summary>A copy with options set; those that are null stay as they are. Celery: <c>set(…)</c>.</summary>
    public static Signature Set(this Signature signature, TaskSendOptions options)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(options);
        var map = signature.Options.Clone();
        SetTimes(map, options);
        SetText(map, "queue", options.Queue);
        SetText(map, "exchange", options.Exchange);
        SetText(map, "routing_key", options.RoutingKey);
        SetText(map, "task_id", options.TaskId);
        SetText(map, "root_id", options.RootId);
        SetText(map, "parent_id", options.ParentId);
        SetText(map, "group_id", options.GroupId);
        SetText(map, "reply_to", options.ReplyTo);
        SetText(map, "shadow", options.Shadow);
        SetText(map, "serializer", options.Serializer);
        SetText(map, "compression", options.Compression);
        SetText(map, "argsrepr", options.ArgsRepr);
        SetText(map, "kwargsrepr", options.KwargsRepr);
        SetNumber(map, "priority", options.Priority);
        SetNumber(map, "group_index", options.GroupIndex);
        SetNumber(map, "retries", options.Retries);
        SetNumber(map, "delivery_mode", options.DeliveryMode);
        SetFlag(map, "ignore_result", options.IgnoreResult);
        SetFlag(map, "retry", options.Retry);
        SetFlag(map, "add_to_parent", options.AddToParent);
        SetList(map, "link", options.Link);
        SetList(map, "link_error", options.LinkError);
        SetList(map, "chain", options.Chain);
        if (options.Headers is { } headers)
        {
            map.Set("headers", ClrCodec.Default.ToWire(headers));
        }

        return signature with { Options = map };
    }

    /// <summary>A copy with a callback that is called with the result. Celery: <c>link(…)</c>.</summary>
    public static Signature Link(this Signature signature, Signature callback) =>
        signature.Append("link", [callback], unique: true, CeleryRelease.V56);

    /// <summary>A copy with a callback that is called when the task fails. Celery: <c>link_error(…)</c>,
    /// <c>on_error(…)</c>.</summary>
    public static Signature OnError(this Signature signature, Signature errback) =>
        signature.Append("link_error", [errback], unique: true, CeleryRelease.V56);

    private static void SetTimes(WireMap map, TaskSendOptions options)
    {
        SetSeconds(map, "countdown", options.Countdown);
        SetText(map, "eta", options.Eta is { } eta ? IsoTimestamp.From(eta).ToString() : null);
        SetSeconds(map, "expires", options.Expires?.After);
        SetText(map, "expires", options.Expires?.At is { } at ? IsoTimestamp.From(at).ToString() : null);
        SetSeconds(map, "time_limit", options.TimeLimit);
        SetSeconds(map, "soft_time_limit", options.SoftTimeLimit);
        SetSeconds(map, "expiration", options.Expiration);
    }

    private static void SetText(WireMap map, string name, string? value)
    {
        if (value is not null)
        {
            map.Set(name, value);
        }
    }

    private static void SetNumber(WireMap map, string name, long? value)
    {
        if (value is { } number)
        {
            map.Set(name, number);
        }
    }

    private static void SetFlag(WireMap map, string name, bool? value)
    {
        if (value is { } flag)
        {
            map.Set(name, flag);
        }
    }

    // Whole seconds as an integer, as people write them in Python.
    private static void SetSeconds(WireMap map, string name, TimeSpan? value)
    {
        if (value is { } span)
        {
            var isWhole = span.Ticks % TimeSpan.TicksPerSecond == 0;
            map.Set(name, isWhole ? span.Ticks / TimeSpan.TicksPerSecond : WireValue.Float(span.TotalSeconds));
        }
    }

    private static void SetList(WireMap map, string name, IReadOnlyList<Signature>? value)
    {
        if (value is not null)
        {
            map.Set(name, SignatureParts.ToList(value, CeleryRelease.V56));
        }
    }
}
