using Interop.Client;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools.Processes;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Interop.Worker.Hosting;

/// <summary>Runs a worker for as long as its host runs; or, in a process that a worker started for its pool, the tasks of that worker.</summary>
/// <remarks>A child never starts the other services of its host: what listens on a port does so in the worker only.</remarks>
internal sealed class CeleryWorkerService : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(3);

    private readonly IServiceProvider _services;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly WorkerRuntime _runtime;
    private readonly CeleryWorker? _worker;
    private readonly string? _poolSocket = PoolChild.TakeSocket();
    private readonly CancellationTokenSource _cold = new();
    private readonly CancellationTokenSource _hurry = new();
    private ShutdownSignals? _signals;

    public CeleryWorkerService(
        CeleryApp app, CeleryWorkerBuilder builder, IServiceScopeFactory scopes, IServiceProvider services, IHostApplicationLifetime lifetime)
    {
        _services = services;
        _lifetime = lifetime;
        _runtime = new WorkerRuntime(app, WorkerSettings.From(builder, app), builder.BuildRegistry(app), scopes, app.Chance);
        _runtime.ShutDown = lifetime.StopApplication;
        _worker = _poolSocket is null ? new CeleryWorker(_runtime) { Failed = lifetime.StopApplication } : null;
    }

    /// <summary>The worker, for tests that watch it.</summary>
    internal CeleryWorker Worker => _worker!;

    /// <summary>Before any other service of the host starts; in a child none ever does.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_poolSocket is null)
        {
            return;
        }

        using (var child = new PoolChild(_runtime))
        {
            await child.RunAsync(_poolSocket).ConfigureAwait(false);
            await _runtime.Events.StopAsync().ConfigureAwait(false);
            await DisposeServicesAsync().ConfigureAwait(false);
        }

        Environment.Exit(0);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _signals = new ShutdownSignals(_lifetime.StopApplication, StopCold, Environment.GetEnvironmentVariable("REMAP_SIGTERM"));
        Worker.Start();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(_hurry.Token, cancellationToken);
        await Worker.StopAsync(hurry.Token, _cold.Token).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_worker is null)
        {
            return;
        }

        _signals?.Dispose();
        await _worker.DisposeAsync().ConfigureAwait(false);
        _runtime.Dispose();
        _cold.Dispose();
        _hurry.Dispose();
    }

    /// <summary>The first time leaves running tasks the time of a soft shutdown, if there is one; the second none.</summary>
    private void StopCold()
    {
        if (_cold.IsCancellationRequested || _runtime.App.Options.WorkerSoftShutdownTimeout <= TimeSpan.Zero)
        {
            _hurry.Cancel();
        }

        _cold.Cancel();
    }

    /// <summary>Lets the program's own services end as at the end of a host, logs included; one that hangs is not waited for.</summary>
    private async Task DisposeServicesAsync()
    {
        try
        {
            if (_services is IAsyncDisposable services)
            {
                await services.DisposeAsync().AsTask().WaitAsync(DisposalLimit, _runtime.Clock.Time).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"The services of a process of the pool did not end well: {e.Message}").ConfigureAwait(false);
        }
    }
}
