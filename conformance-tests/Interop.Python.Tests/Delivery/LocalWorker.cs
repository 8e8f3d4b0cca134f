using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Testing.Logging;
using Interop.Worker.Hosting;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Python.Tests.Delivery;

/// <summary>A C# worker in this process that talks to nobody but its broker.</summary>
internal sealed class LocalWorker : IAsyncDisposable
{
    private readonly IHost _host;

    private LocalWorker(IHost host, RecordingLoggerProvider logs) => (_host, Logs) = (host, logs);

    public RecordingLoggerProvider Logs { get; }

    /// <summary>Starts it and does not wait until it is connected.</summary>
    public static async Task<LocalWorker> StartAsync(
        CeleryOptions options, Action<CeleryWorkerBuilder> configure, CancellationToken cancellationToken)
    {
        var logs = new RecordingLoggerProvider();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Logging.AddProvider(logs);
        builder.Services.AddCelery(_ => options).AddWorker(worker =>
        {
            worker.Mingle = false;
            worker.Gossip = false;
            worker.SendHeartbeats = false;
            configure(worker);
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new LocalWorker(host, logs);
    }

    /// <summary>Waits for a line of its log.</summary>
    public Task SaysAsync(string text, TimeSpan deadline) =>
        Logs.WaitForAsync(entry => entry.Message.Contains(text, StringComparison.Ordinal), deadline);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
