using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>What Celery's signatures can do, in its words. Signatures are immutable: everything returns a copy.</summary>
public static class SignatureExtensions
{
    private static readonly CanvasLinks Links = new(CeleryRelease.V56, allowOnChordHeader: false);

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
        SetAll(map, options);
        return signature with { Options = map };
    }

    /// <summary>A copy that takes nothing from the step before. Celery: <c>set_immutable(True)</c>, which a group and a chord hand on to
    /// their parts.</summary>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static Signature AsImmutable(this Signature signature)
    {
        if (signature.SubtaskType is not ("group" or "chord"))
        {
            return signature with { Immutable = true };
        }

        var node = CanvasReader.Read(signature);
        node.SetImmutable();
        return node.ToSignature(CeleryRelease.V56);
    }

    /// <summary>A copy with arguments put in front and keyword arguments laid over its own. Celery: <c>clone(args, kwargs)</c>, which
    /// leaves an immutable signature as it is.</summary>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">A value that no serializer can carry.</exception>
    public static Signature Clone(
        this Signature signature, IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.Immutable)
        {
            return signature;
        }

        var map = signature.Kwargs.Clone();
        foreach (var (name, value) in kwargs ?? new Dictionary<string, object?>())
        {
            map.Set(name, ClrCodec.Default.ToWire(value));
        }

        return signature with { Args = [.. (args ?? []).Select(ClrCodec.Default.ToWire), .. signature.Args], Kwargs = map };
    }

    /// <summary>A copy with a callback that is called with the result: of a chord on its body, of a group on its first member, where it
    /// takes nothing. Celery: <c>link(…)</c>.</summary>
    public static Signature Link(this Signature signature, Signature callback)
    {
        if (signature.SubtaskType is not ("group" or "chord"))
        {
            return signature.Append("link", [callback], unique: true, CeleryRelease.V56);
        }

        var node = CanvasReader.Read(signature);
        Links.Link(node, CanvasReader.Read(callback));
        return node.ToSignature(CeleryRelease.V56);
    }

    /// <summary>A copy with a callback that is called when the task fails: of a chord on its body, of a group on every member. Celery:
    /// <c>link_error(…)</c>, <c>on_error(…)</c>.</summary>
    public static Signature OnError(this Signature signature, Signature errback)
    {
        if (signature.SubtaskType is not ("group" or "chord"))
        {
            return signature.Append("link_error", [errback], unique: true, CeleryRelease.V56);
        }

        var node = CanvasReader.Read(signature);
        Links.LinkError(node, CanvasReader.Read(errback));
        return node.ToSignature(CeleryRelease.V56);
    }

    /// <summary>Sets the options that are not null, by Celery's names.</summary>
    internal static void SetAll(WireMap map, TaskSendOptions options)
    {
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
    }

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
