using Interop.Client;
using Interop.Client.Hosting;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Testing.Python;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Python.Tests.Live;

/// <summary>
/// A real Celery worker in Python and a C# worker side by side, a Python producer and a C# one. <c>tasks.*</c> run in Python,
/// <c>cs.*</c> in C#.
/// </summary>
public sealed class LivePair : IAsyncDisposable
{
    private readonly PythonDriver _driver;
    private readonly IHost _host;
    private readonly TempFolder _folder;

    private LivePair(PairSetup setup, PythonDriver driver, PythonCelery python, CeleryWorkerProcess worker, IHost host,
        LiveTasks tasks, CeleryApp app, RecordingLoggerProvider logs, TempFolder folder)
    {
        Setup = setup;
        _driver = driver;
        Python = python;
        PythonWorker = worker;
        _host = host;
        Tasks = tasks;
        App = app;
        Logs = logs;
        _folder = folder;
    }

    public PairSetup Setup { get; }

    /// <summary>The producer in Python.</summary>
    public PythonCelery Python { get; }

    public CeleryWorkerProcess PythonWorker { get; }

    /// <summary>The producer in C#.</summary>
    public CeleryApp App { get; }

    /// <summary>What the C# tasks share with the tests.</summary>
    public LiveTasks Tasks { get; }

    /// <summary>The log of the C# worker.</summary>
    public RecordingLoggerProvider Logs { get; }

    /// <summary>The file the callbacks in Python append to.</summary>
    public string RecordFile => _folder.Combine("record");

    public static async Task<LivePair> StartAsync(PairSetup setup)
    {
        var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Combine("record"), "");
        var driver = await PythonDriver.StartAsync();
        var python = await PythonCelery.OpenAsync(setup.BrokerUrl, setup.ResultBackend, setup.PythonSettings(), driver);
        var worker = await CeleryWorkerProcess.StartAsync(new()
        {
            BrokerUrl = setup.BrokerUrl,
            ResultBackend = setup.ResultBackend,
            Settings = setup.PythonSettings(),
            Queues = [setup.PythonQueue],
            NodeName = $"python-{setup.Kind}",
            RecordFile = folder.Combine("record"),
        });
        var tasks = new LiveTasks();
        var logs = new RecordingLoggerProvider();
        var host = await StartHostAsync(setup, tasks, logs);
        return new LivePair(setup, driver, python, worker, host, tasks, CeleryApp.Create(setup.Options(setup.CSharpQueue)), logs, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
        await PythonWorker.DisposeAsync();
        await _driver.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<IHost> StartHostAsync(PairSetup setup, LiveTasks tasks, RecordingLoggerProvider logs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Logging.AddProvider(logs);
        builder.Services.AddCelery(_ => setup.Options(setup.CSharpQueue) with { ResultExtended = true }).AddWorker(tasks.Map);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
