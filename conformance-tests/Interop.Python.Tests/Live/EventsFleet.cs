using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Testing.Logging;
using Interop.Testing.Processes;
using Interop.Testing.Python;
using Interop.Worker.Execution;
using Interop.Worker.Hosting;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Python.Tests.Live;

/// <summary>A Python worker and a C# worker that both send task events and gossip, with Python's monitors listening.</summary>
public sealed class EventsFleet : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly PythonDriver _driver;

    private EventsFleet(
        string url, PythonDriver driver, PythonCelery python, CeleryApp app, EventRecorder recorder, ChildProcess dump,
        CeleryWorkerProcess worker, IHost host, RecordingLoggerProvider logs)
    {
        Url = url;
        _driver = driver;
        Python = python;
        App = app;
        Recorder = recorder;
        Dump = dump;
        PythonWorker = worker;
        _host = host;
        Logs = logs;
    }

    public string Url { get; }

    public string CSharpNode { get; } = $"evcsharp@{Environment.MachineName}";

    public PythonCelery Python { get; }

    public CeleryApp App { get; }

    public EventRecorder Recorder { get; }

    /// <summary><c>celery events --dump</c>.</summary>
    public ChildProcess Dump { get; }

    public CeleryWorkerProcess PythonWorker { get; }

    /// <summary>The log of the C# worker.</summary>
    public RecordingLoggerProvider Logs { get; }

    public static async Task<EventsFleet> StartAsync(string url, CancellationToken cancellationToken)
    {
        var driver = await PythonDriver.StartAsync(cancellationToken);
        var python = await PythonCelery.OpenAsync(url, null, Settings(""), driver, cancellationToken);
        var recorder = await EventRecorder.StartAsync(url, Settings(""), cancellationToken);
        var dump = PythonProcess.Start(
            "celery events --dump", ["-m", "celery", "-A", "interop_app", "events", "--dump"], new Dictionary<string, string?>
            {
                ["BROKER_URL"] = url,
                ["RESULT_BACKEND"] = "",
                ["INTEROP_SETTINGS"] = Settings(""),
            });
        await dump.WaitForLineAsync(
            line => line.Contains("starting capture", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the dump", cancellationToken);
        var worker = await CeleryWorkerProcess.StartAsync(
            new()
            {
                BrokerUrl = url,
                Settings = Settings(", \"task_acks_late\": true"),
                Queues = ["ev-py"],
                NodeName = "evpython",
                LogLevel = "DEBUG",
                TalksToOthers = true,
                Arguments = ["-E"],
                StartTimeout = TimeSpan.FromSeconds(60),
            },
            cancellationToken);
        var logs = new RecordingLoggerProvider();
        var release = (await InstalledCelery.GetAsync()).Release;
        var options = Options(url) with { Release = release };
        var host = await StartHostAsync(options, "evcsharp@%h", ["ev-cs"], logs, cancellationToken);
        // Each has heard the other: from now on neither misses anything.
        await worker.WaitForLogAsync($"evcsharp@{Environment.MachineName} joined the party", TimeSpan.FromSeconds(60), cancellationToken);
        await logs.WaitForAsync(
            e => e.Message.StartsWith("evpython@", StringComparison.Ordinal) && e.Message.EndsWith(" joined the party", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), cancellationToken);
        return new(
            url, driver, python, CeleryApp.Create(options with { TaskSendSentEvent = true }), recorder, dump, worker, host, logs);
    }

    /// <summary>Starts one more C# worker, and stops it.</summary>
    public async Task StartAndStopAnotherAsync(string node, Func<Task> meanwhile, CancellationToken cancellationToken)
    {
        using var host = await StartHostAsync(
            App.Options with { TaskSendSentEvent = false }, node + "@%h", ["ev-none"], new RecordingLoggerProvider(), cancellationToken);
        await meanwhile();
        await host.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();
        await PythonWorker.DisposeAsync();
        await Dump.DisposeAsync();
        await Recorder.DisposeAsync();
        await _driver.DisposeAsync();
    }

    private static CeleryOptions Options(string url) => new()
    {
        BrokerUrl = url,
        TaskDefaultQueue = "ev-cs",
        TaskRoutes = [new() { Pattern = "cs.*", Queue = "ev-cs" }, new() { Pattern = "tasks.*", Queue = "ev-py" }],
        TaskAcksLate = true,
        WorkerConcurrency = 4,
    };

    private static string Settings(string more) => $$$"""
        {
          "task_default_queue": "ev-py", "task_send_sent_event": true,
          "task_routes": {"cs.*": {"queue": "ev-cs"}, "tasks.*": {"queue": "ev-py"}}{{{more}}}
        }
        """;

    private static async Task<IHost> StartHostAsync(
        CeleryOptions options, string node, string[] queues, RecordingLoggerProvider logs, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(logs);
        builder.Services.AddCelery(_ => options).AddWorker(worker =>
        {
            new LiveTasks().Map(worker);
            worker.NodeName = node;
            worker.SendTaskEvents = true;
            Array.ForEach(queues, worker.Queues.Add);
            worker.MapTask("cs.reject_me", (TaskContext task) => { throw task.Reject("rejected by the task"); });
            worker.MapTask("cs.custom", async (int step, TaskContext task) =>
                await task.SendEventAsync("task-progress", new Dictionary<string, object?> { ["step"] = step }));
            worker.MapTask("cs.quiet", () => { }).WithEvents(false);
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return host;
    }
}
