using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Tells what a message is by what Celery puts into each kind.</summary>
internal static class MessageKinds
{
    public static InspectionKind Of(PythonMessage message, WireValue? body)
    {
        var headers = message.HeaderMap;
        WireMap? map = null;
        if (headers["task"] is not null || (body is { } value && value.TryGetMap(out map) && map["task"] is not null && !IsEvent(map)))
        {
            return InspectionKind.Task;
        }

        if (map is null)
        {
            return body is { Kind: WireKind.List or WireKind.Tuple } list && list.AsItems() is { Count: > 0 } items
                && items.All(item => item.TryGetMap(out var one) && IsEvent(one))
                ? InspectionKind.Event
                : InspectionKind.Unknown;
        }

        return IsEvent(map) ? InspectionKind.Event
            : map["method"] is { Kind: WireKind.String } && (map["arguments"] is not null || map["destination"] is not null)
                ? InspectionKind.Control
            : IsResult(map) ? InspectionKind.Result
            : headers["ticket"] is not null || IsReplyExchange(message) ? InspectionKind.Reply
            : InspectionKind.Unknown;
    }

    // Every event has a type like "task-received" or "worker-heartbeat", a sender and a time.
    private static bool IsEvent(WireMap map) =>
        map["type"]?.AsStringOrNull() is { } && map["timestamp"] is not null && (map["hostname"] is not null || map["clock"] is not null);

    private static bool IsResult(WireMap map) =>
        map["status"] is { Kind: WireKind.String } && map["result"] is not null && (map["task_id"] is not null || map["traceback"] is not null);

    private static bool IsReplyExchange(PythonMessage message) =>
        message.DeliveryInfo.Kind == WireKind.Map && message.DeliveryInfo.AsMap()["exchange"]?.AsStringOrNull() is { } exchange
        && exchange.StartsWith("reply.", StringComparison.Ordinal) && exchange.EndsWith(".pidbox", StringComparison.Ordinal);
}
