using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Delivery;

/// <summary>A Python worker, a Python producer, a C# worker and a C# producer with the same Redis and the same options.</summary>
internal sealed class RedisPair : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly CeleryApp _app;
    private readonly LocalWorker _csharp;
    private readonly CeleryWorkerProcess _python;
    private readonly PythonCelery _producer;

    private RedisPair(CeleryApp app, LocalWorker csharp, CeleryWorkerProcess python, PythonCelery producer) =>
        (_app, _csharp, _python, _producer) = (app, csharp, python, producer);

    /// <param name="options">Broker, backend and their options for C#.</param>
    /// <param name="pythonUrl">The server for Python, both broker and backend.</param>
    /// <param name="pythonSettings">The options for Python: settings in JSON.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RedisPair> StartAsync(
        CeleryOptions options, string pythonUrl, JsonObject pythonSettings, CancellationToken cancellationToken)
    {
        var control = $"pair{Guid.NewGuid():N}"[..12];
        var settings = options with
        {
            ControlExchange = control,
            TaskDefaultQueue = "pair-cs",
            TaskRoutes = [new() { Pattern = "tasks.*", Queue = "pair-py" }],
            ResultTimeout = Deadline,
            WorkerConcurrency = 2,
        };
        pythonSettings["control_exchange"] = control;
        pythonSettings["task_default_queue"] = "pair-cs";
        var json = pythonSettings.ToJsonString();
        var app = CeleryApp.Create(settings);
        var csharp = await LocalWorker.StartAsync(
            settings, worker => worker.MapTask("cs.add", (int x, int y) => x + y), cancellationToken);
        var python = await CeleryWorkerProcess.StartAsync(
            new() { BrokerUrl = pythonUrl, ResultBackend = pythonUrl, Queues = ["pair-py"], Settings = json, StartTimeout = Deadline }, cancellationToken);
        var producer = await PythonCelery.OpenAsync(pythonUrl, pythonUrl, json, cancellationToken: cancellationToken);
        return new RedisPair(app, csharp, python, producer);
    }

    /// <summary>Tasks in both directions, and remote control, which goes through broadcasts, of both workers by both languages.</summary>
    public async Task WorksAsync(CancellationToken cancellationToken)
    {
        var toPython = await _app.SendTaskAsync<int>("tasks.add", [1, 2], cancellationToken: cancellationToken);
        var toCSharp = await _producer.SendTaskAsync("cs.add", "[3, 4]", cancellationToken: cancellationToken);

        Assert.Equal(3, await toPython.GetAsync(Deadline, cancellationToken));
        Assert.Equal(7, (await _producer.GetAsync(toCSharp, Deadline, cancellationToken: cancellationToken)).Value.GetInt32());
        await Eventually.TrueAsync(
            async () => (await _app.Control.Inspect(new() { Limit = 2, Timeout = TimeSpan.FromSeconds(5) }).PingAsync(cancellationToken)).Count == 2,
            Deadline, "both workers to answer C#", cancellationToken);
        await Eventually.TrueAsync(
            async () => await _producer.CallAsync("inspect", new() { ["method"] = "ping", ["timeout"] = 5 }, cancellationToken)
                is { ValueKind: JsonValueKind.Object } answers && answers.EnumerateObject().Count() == 2,
            Deadline, "both workers to answer Python", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _python.DisposeAsync();
        await _csharp.DisposeAsync();
        await _app.DisposeAsync();
    }
}
