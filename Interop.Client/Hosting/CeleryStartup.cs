using Interop.Client.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Hosting;

/// <summary>Makes the app when the host starts, so that wrong settings end the start and not the first send. Connects
/// nothing.</summary>
internal sealed class CeleryStartup(SettingsReading settings, CeleryApp app) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var logger = app.Loggers.CreateLogger<CeleryApp>();
        foreach (var note in settings.Notes)
        {
            HostingLog.SettingNoted(logger, note);
        }

        HostingLog.Configured(logger, app.Broker.DisplayUrl, app.Backend.DisplayUrl);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
