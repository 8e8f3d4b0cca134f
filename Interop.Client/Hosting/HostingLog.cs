using Microsoft.Extensions.Logging;

namespace Interop.Client.Hosting;

/// <summary>Log lines of configuration and hosting: events 1050 to 1099.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1050, LogLevel.Information, "Setting {Note}", EventName = "SettingNoted")]
    public static partial void SettingNoted(ILogger logger, string note);

    [LoggerMessage(1051, LogLevel.Debug, "Celery app with broker {Broker} and results {Backend}.", EventName = "AppConfigured")]
    public static partial void Configured(ILogger logger, string broker, string backend);
}
