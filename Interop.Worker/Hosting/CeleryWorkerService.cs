using Interop.Client;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Interop.Worker.Hosting;

/// <summary>Runs a worker for as long as its host runs.</summary>
internal sealed class CeleryWorkerService : IHostedService, IAsyncDisposable
{
    private readonly IHostApplicationLifetime _lifetime;
    private readonly WorkerRuntime _runtime;
    private readonly CeleryWorker _worker;
    private readonly CancellationTokenSource _cold = new();
    private ShutdownSignals? _signals;

    public CeleryWorkerService(
        CeleryApp app, CeleryWorkerBuilder builder, IServiceScopeFactory scopes, IHostApplicationLifetime lifetime)
    {
        _lifetime = lifetime;
        _runtime = new WorkerRuntime(app, WorkerSettings.From(builder, app), builder.BuildRegistry(app), scopes, app.Chance);
        _runtime.ShutDown = lifetime.StopApplication;
        _worker = new CeleryWorker(_runtime) { Failed = lifetime.StopApplication };
    }

    /// <summary>The worker, for tests that watch it.</summary>
    internal CeleryWorker Worker => _worker;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _signals = new ShutdownSignals(_lifetime.StopApplication, _cold.Cancel);
        _worker.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(_cold.Token, cancellationToken);
        await _worker.StopAsync(hurry.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _signals?.Dispose();
        await _worker.DisposeAsync().ConfigureAwait(false);
        _runtime.Dispose();
        _cold.Dispose();
    }
}
