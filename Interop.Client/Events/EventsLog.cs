using Microsoft.Extensions.Logging;

namespace Interop.Client.Events;

/// <summary>Log lines of events: 1400 to 1449.</summary>
internal static partial class EventsLog
{
    [LoggerMessage(1400, LogLevel.Warning,
        "Events cannot be sent to {Broker}: {Reason} They wait, within bounds; tasks are not held up.", EventName = "EventsHeldUp")]
    public static partial void HeldUp(ILogger logger, string broker, string reason);

    [LoggerMessage(1401, LogLevel.Warning,
        "{Count} events were dropped, the oldest first, while {Broker} did not take them.", EventName = "EventsDropped")]
    public static partial void Dropped(ILogger logger, long count, string broker);

    [LoggerMessage(1402, LogLevel.Warning, "{Count} events were refused by {Broker} and dropped: {Reason}", EventName = "EventsRefused")]
    public static partial void Refused(ILogger logger, int count, string broker, string reason);

    [LoggerMessage(1403, LogLevel.Warning, "An event message cannot be read and is left out: {Reason}", EventName = "EventUnreadable")]
    public static partial void Unreadable(ILogger logger, string reason);

    [LoggerMessage(1404, LogLevel.Warning,
        "Substantial drift from {Hostname} may mean clocks are out of sync. Current drift is {Drift} seconds. [orig: {Sent} recv: {Received}]",
        EventName = "WorkerClockDrift")]
    public static partial void Drift(ILogger logger, string hostname, long drift, DateTimeOffset sent, DateTimeOffset received);

    [LoggerMessage(1405, LogLevel.Error, "Sending events failed; the next are sent all the same.", EventName = "EventsFailed")]
    public static partial void Failed(ILogger logger, Exception exception);
}
