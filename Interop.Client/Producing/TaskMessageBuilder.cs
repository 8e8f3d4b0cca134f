using System.Globalization;
using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Producing;

/// <summary>Makes the message of a call. Celery: <c>celery/app/base.py</c>, <c>send_task</c>, and
/// <c>celery/app/amqp.py</c>, <c>as_task_v2</c>.</summary>
internal sealed class TaskMessageBuilder
{
    private readonly CeleryOptions _options;
    private readonly ClientContext _context;
    private readonly ILogger _logger;
    private readonly TimeZoneInfo _zone;
    private readonly string _origin;

    public TaskMessageBuilder(ClientContext context, ILogger logger)
    {
        _options = context.Options;
        _context = context;
        _logger = logger;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(context.Options.Timezone);
        _origin = string.Create(CultureInfo.InvariantCulture, $"gen{Environment.ProcessId}@{System.Net.Dns.GetHostName()}");
    }

    /// <summary>Makes the message; its arguments are those of the call, not copied.</summary>
    public TaskMessage Build(in TaskCall call, TaskRouteTarget target, ParentTask? parent)
    {
        var id = call.TaskId ?? TaskIds.Next(_context.Chance);
        var rootId = NullIfEmpty(call.RootId) ?? parent?.RootId ?? parent?.Id ?? id;
        var parentId = NullIfEmpty(call.ParentId) ?? parent?.Id;
        var (eta, expires, expiration) = Times(call, id);
        return new TaskMessage
        {
            Protocol = _options.TaskProtocol == 1 ? TaskProtocol.V1 : TaskProtocol.V2,
            Utc = _options.EnableUtc,
            Arguments = call.Arguments,
            Embed = Embed(call),
            Headers = new MessageHeaders
            {
                Lang = "py",
                Task = call.Name,
                Id = id,
                Shadow = call.Shadow,
                Eta = eta,
                Expires = expires,
                Group = call.GroupId,
                GroupIndex = call.GroupIndex,
                Retries = call.Retries,
                TimeLimit = call.TimeLimit,
                RootId = rootId,
                ParentId = parentId,
                ArgsRepr = call.ArgsRepr,
                KwargsRepr = call.KwargsRepr,
                Origin = call.Origin ?? _origin,
                IgnoreResult = call.IgnoreResult,
                ReplacedTaskNesting = call.ReplacedTaskNesting,
                StampedHeaders = call.StampedHeaders,
                Stamps = call.Stamps,
                Extra = call.Headers,
            },
            Properties = WithOwnNames(new MessageProperties
            {
                ContentType = "application/json",
                ContentEncoding = "utf-8",
                CorrelationId = id,
                ReplyTo = call.ReplyTo ?? _context.Oid,
                DeliveryMode = call.DeliveryMode ?? target.DeliveryMode,
                Priority = Priority(call, target, parent),
                Expiration = expiration,
                Exchange = target.Exchange,
                RoutingKey = target.RoutingKey,
                Extra = call.Extra,
            }),
        };
    }

    // Options that Celery hands on as properties and that AMQP has a place for.
    private static MessageProperties WithOwnNames(MessageProperties properties)
    {
        if (properties.Extra is not { } given)
        {
            return properties;
        }

        var extra = given.Clone();
        return properties with
        {
            MessageId = Take(extra, "message_id"),
            AppId = Take(extra, "app_id"),
            Type = Take(extra, "type"),
            Extra = extra.Count == 0 ? null : extra,
        };
    }

    private static string? Take(WireMap extra, string name)
    {
        var text = extra[name]?.AsStringOrNull();
        return text is not null && extra.Remove(name) ? text : null;
    }

    private static TaskEmbed Embed(in TaskCall call) =>
        call.Link is null && call.LinkError is null && call.Chain is null && call.Chord is null
            ? TaskEmbed.Empty
            : new TaskEmbed { Callbacks = call.Link, Errbacks = call.LinkError, Chain = call.Chain, Chord = call.Chord };

    private int Priority(in TaskCall call, TaskRouteTarget target, ParentTask? parent) =>
        call.Priority ?? target.Priority
        ?? (_options.TaskInheritParentPriority ? parent?.Priority : null)
        ?? _options.TaskDefaultPriority ?? 0;

    private (IsoTimestamp? Eta, IsoTimestamp? Expires, string? Expiration) Times(in TaskCall call, string id)
    {
        var eta = call.Eta;
        var expires = call.ExpiresAt;
        var expiration = call.Expiration;
        if (call.Countdown is { Ticks: not 0 } countdown)
        {
            eta = InZone(_context.Time.GetUtcNow() + countdown);
        }

        if (call.ExpiresAfter is { } after)
        {
            expires = InZone(_context.Time.GetUtcNow() + after);
            expiration ??= after;
        }
        else if (expires is { } at)
        {
            expiration ??= at.ToDateTimeOffset() - _context.Time.GetUtcNow();
        }

        if (expiration < TimeSpan.Zero)
        {
            ProducingLog.ExpiredWhenSent(_logger, id, call.Name, -expiration.Value);
            expiration = TimeSpan.Zero;
        }

        // Only sent from 5.2 on, unless the caller asked for it by name.
        var text = expiration is { } limit && (call.Expiration is not null || _options.Release >= CeleryRelease.V52)
            ? ((long)limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)
            : null;
        return (eta, expires, text);
    }

    private IsoTimestamp InZone(DateTimeOffset instant) =>
        IsoTimestamp.From(ReferenceEquals(_zone, TimeZoneInfo.Utc) ? instant : TimeZoneInfo.ConvertTime(instant, _zone));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
