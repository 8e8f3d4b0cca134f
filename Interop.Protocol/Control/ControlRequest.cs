using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Control;

/// <summary>A command to workers. Celery: the body that <c>kombu/pidbox.py</c>, <c>Mailbox._publish</c> sends.</summary>
public sealed record ControlRequest
{
    /// <summary>Name of the command, e.g. <c>ping</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Its keyword arguments.</summary>
    public WireMap Arguments { get; init; } = new();

    /// <summary>Node names that are to carry it out; null or empty for all of them.</summary>
    public IReadOnlyList<string>? Destination { get; init; }

    /// <summary>Node names that are to carry it out, as a pattern; counts with <see cref="Matcher"/> and without
    /// <see cref="Destination"/>. From kombu 4.4 on.</summary>
    public string? Pattern { get; init; }

    /// <summary>How <see cref="Pattern"/> is read: <c>glob</c> or <c>pcre</c>.</summary>
    public string? Matcher { get; init; }

    /// <summary>Tells the answers to this command from others; null when none are wanted.</summary>
    public string? Ticket { get; init; }

    /// <summary>Where answers go; null when none are wanted.</summary>
    public ControlReplyAddress? ReplyTo { get; init; }

    /// <summary>Reads a decoded body. Keys it does not know are left out of account.</summary>
    /// <exception cref="MessageDecodeException">It is no command.</exception>
    public static ControlRequest Read(WireValue body)
    {
        if (!body.TryGetMap(out var map))
        {
            throw new MessageDecodeException($"A control message is a map; this one is a {body.Kind}.");
        }

        var method = map["method"]?.AsStringOrNull()
            ?? throw new MessageDecodeException("The control message names no method.");
        var arguments = map["arguments"] ?? WireValue.None;
        var pairs = arguments.TryGetMap(out var given) ? given
            : arguments.IsNone ? new WireMap()
            : throw new MessageDecodeException($"The arguments of the command {method} are a {arguments.Kind}; expected a map.");
        return new ControlRequest
        {
            Method = method,
            Arguments = pairs,
            Destination = NodesOf(map["destination"] ?? WireValue.None),
            Pattern = map["pattern"]?.AsStringOrNull(),
            Matcher = map["matcher"]?.AsStringOrNull(),
            Ticket = map["ticket"]?.AsStringOrNull(),
            ReplyTo = AddressOf(map["reply_to"] ?? WireValue.None),
        };
    }

    /// <summary>The body, its keys in Python's order.</summary>
    public WireMap ToMap()
    {
        var map = new WireMap(7)
            .With("method", Method)
            .With("arguments", Arguments)
            .With("destination", Destination is null ? WireValue.None : WireValue.List([.. Destination.Select(WireValue.String)]))
            .With("pattern", Pattern)
            .With("matcher", Matcher);
        return ReplyTo is null
            ? map
            : map.With("ticket", Ticket)
                .With("reply_to", new WireMap(2).With("exchange", ReplyTo.Exchange).With("routing_key", ReplyTo.RoutingKey));
    }

    /// <summary>Whether a node is to carry it out. Celery: <c>kombu/pidbox.py</c>, <c>Node.handle_message</c>.</summary>
    /// <exception cref="FormatException">The pattern or its matcher cannot be used.</exception>
    public bool IsFor(string nodeName)
    {
        ArgumentNullException.ThrowIfNull(nodeName);
        return Destination is { Count: > 0 } nodes ? nodes.Contains(nodeName, StringComparer.Ordinal)
            : string.IsNullOrEmpty(Pattern) || string.IsNullOrEmpty(Matcher) || NodeMatcher.IsMatch(nodeName, Pattern, Matcher);
    }

    private static List<string>? NodesOf(WireValue value)
    {
        if (value.AsStringOrNull() is { } one)
        {
            return one.Length == 0 ? null : [one];
        }

        return value.TryGetItems(out var items) ? [.. items.Select(item => item.AsStringOrNull() ?? "")] : null;
    }

    private static ControlReplyAddress? AddressOf(WireValue value) =>
        value.TryGetMap(out var map) && map.Count > 0
        && map["exchange"]?.AsStringOrNull() is { } exchange && map["routing_key"]?.AsStringOrNull() is { } key
            ? new ControlReplyAddress(exchange, key)
            : null;
}
