using Interop.Client;
using Interop.Client.Configuration;
using Interop.Worker.Execution;
using Interop.Worker.Hosting;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Testing;

/// <summary>A worker and an app for tests, in memory and with a clock that is moved by hand. No server is needed.</summary>
/// <remarks>Publisher, codec, consumer and runner are those of production; only transport, backend and clock are replaced, so arguments
/// and results cross the wire format.</remarks>
public sealed class CeleryTestHost : IAsyncDisposable
{
    private readonly WorkerRuntime _runtime;

    private CeleryTestHost(CeleryApp app, ManualTimeProvider time, WorkerRuntime runtime)
    {
        App = app;
        Time = time;
        _runtime = runtime;
        Worker = new CeleryWorker(runtime);
    }

    /// <summary>The app; what it sends is run by the worker of this host.</summary>
    public CeleryApp App { get; }

    /// <summary>The clock of both.</summary>
    public ManualTimeProvider Time { get; }

    internal CeleryWorker Worker { get; }

    /// <summary>Starts a worker.</summary>
    /// <param name="configure">Maps tasks and sets options. Four tasks run at once unless it says otherwise.</param>
    /// <param name="options">Settings; broker and backend are replaced by those in memory.</param>
    /// <param name="loggers">Where log lines go; nowhere if null.</param>
    /// <param name="services">Makes the container for <see cref="FromServicesAttribute"/> parameters and task classes, e.g.
    /// <c>services => services.BuildServiceProvider()</c>; it gets the builder's services.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    /// <exception cref="ArgumentException">Two tasks have one name, or a parameter cannot come from a message.</exception>
    public static async Task<CeleryTestHost> StartAsync(
        Action<CeleryWorkerBuilder> configure, CeleryOptions? options = null, ILoggerFactory? loggers = null,
        Func<IServiceCollection, IServiceProvider>? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var time = new ManualTimeProvider();
        var settings = (options ?? new CeleryOptions()) with { BrokerUrl = "memory://", ResultBackend = "cache+memory://" };
        var app = CeleryApp.Create(settings, loggers, time);
        // There is no fleet to talk to, unless a test wants one.
        var builder = new CeleryWorkerBuilder(new ServiceCollection())
        {
            Concurrency = settings.WorkerConcurrency ?? 4,
            SendHeartbeats = false,
            Gossip = false,
            Mingle = false,
        };
        configure(builder);
        var scopes = services?.Invoke(builder.Services).GetService<IServiceScopeFactory>();
        var host = new CeleryTestHost(
            app, time, new WorkerRuntime(app, WorkerSettings.From(builder, app), builder.BuildRegistry(app), scopes, app.Chance));
        host.Worker.Start();
        await host.Worker.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        return host;
    }

    /// <summary>Stops the worker, waiting for running tasks, and closes the app.</summary>
    public async ValueTask DisposeAsync()
    {
        await Worker.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await Worker.DisposeAsync().ConfigureAwait(false);
        _runtime.Dispose();
        await App.DisposeAsync().ConfigureAwait(false);
    }
}
