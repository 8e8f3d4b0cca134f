using System.Globalization;
using System.Net;
using System.Text.Json;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Control;
using Interop.Client.Hosting;
using Interop.Protocol;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Testing.Processes;
using Interop.Testing.Python;
using Interop.Testing.Servers;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Python.Tests.Control;

/// <summary>A Python worker and a C# worker with the same tasks, on a control exchange of their own, and Python's command line.</summary>
public abstract class ControlFleet : IAsyncLifetime
{
    private readonly string _exchange = $"fleet{Guid.NewGuid():N}"[..12];
    private RedisServer? _redis;
    private CeleryWorkerProcess? _python;
    private IHost? _host;
    private CeleryApp? _app;
    private PythonCelery? _producer;

    /// <summary>A name that only this fleet has: fleets may share a broker, and a worker's own queue goes by its name alone.</summary>
    public string PythonNode => $"py-{_exchange}@{Dns.GetHostName()}";

    public string CSharpNode => $"cs-{_exchange}@{Environment.MachineName}";

    /// <summary>Where the C# tasks of the fleet wait.</summary>
    public Gates Gates { get; } = new();

    public RecordingLoggerProvider Logs { get; } = new();

    public CeleryApp App => _app!;

    public PythonCelery Python => _producer!;

    /// <summary>The log of the Python worker.</summary>
    public CeleryWorkerProcess PythonWorker => _python!;

    public string CSharpQueue => $"{_exchange}-cs";

    public string PythonQueue => $"{_exchange}-py";

    protected RedisServer Redis => _redis!;

    protected abstract Task<string> BrokerUrlAsync();

    /// <summary>Ends a broker that is the fleet's own.</summary>
    protected virtual ValueTask StopBrokerAsync() => default;

    public virtual async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        var broker = await BrokerUrlAsync();
        var release = (await InstalledCelery.GetAsync()).Release;
        _app = CeleryApp.Create(Options(broker, release));
        var python = StartPythonAsync($"py-{_exchange}", talks: true);
        _host = StartCSharp($"cs-{_exchange}");
        await Logs.WaitForAsync(entry => entry.Message.Contains("ready", StringComparison.Ordinal), Deadline);
        _python = await python;
        await HearsAsync(PythonNode);
        _producer = await PythonCelery.OpenAsync(broker, ResultBackend, Settings(CSharpQueue));
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        if (_python is not null)
        {
            await _python.DisposeAsync();
        }

        await StopBrokerAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    public static TimeSpan Deadline => TimeSpan.FromSeconds(90);

    /// <summary>A call to both workers that ends when both have answered.</summary>
    public ControlCall Both => new() { Destination = [PythonNode, CSharpNode], Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>A call to one worker that ends when it has answered.</summary>
    public static ControlCall To(string node) => ControlCall.To(node) with { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Another Python worker of the fleet.</summary>
    public async Task<CeleryWorkerProcess> StartPythonAsync(string name, bool talks = false, params string[] arguments) => await CeleryWorkerProcess.StartAsync(new()
    {
        BrokerUrl = await BrokerUrlAsync(),
        ResultBackend = ResultBackend,
        Settings = Settings(PythonQueue),
        Queues = [PythonQueue],
        NodeName = name,
        Concurrency = 2,
        Pool = "prefork",
        TalksToOthers = talks,
        LogLevel = "DEBUG",
        Arguments = arguments,
        StartTimeout = Deadline,
    });

    /// <summary>Waits until a worker answers: on Redis a Python worker says that it is ready before it listens.</summary>
    public Task HearsAsync(string node) => Eventually.TrueAsync(
        async () => (await App.Control.Inspect(ControlCall.To(node)).PingAsync()).ContainsKey(node), Deadline, $"{node} to answer");

    /// <summary>Another C# worker of the fleet; starts in the background.</summary>
    public IHost StartCSharp(string name, RecordingLoggerProvider? logs = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(logs ?? Logs);
        builder.Services.AddCelery(_ => App.Options).AddWorker(worker =>
        {
            worker.NodeName = $"{name}@%h";
            worker.Concurrency = 2;
            worker.MapTask("tasks.add", (int x, int y) => x + y);
            worker.MapTask("tasks.wait", async (string key, CancellationToken token) => await Gates[key].PassAsync(token));
        });
        var host = builder.Build();
        host.Start();
        return host;
    }

    /// <summary>Runs Python's <c>celery</c> command.</summary>
    /// <returns>Its exit code and output.</returns>
    public async Task<(int ExitCode, string Output)> CeleryAsync(params string[] arguments)
    {
        await using var process = PythonProcess.Start($"celery {arguments[0]}", ["-m", "celery", "-A", "interop_app", .. arguments],
            await PythonEnvironmentAsync());
        await process.WaitForExitAsync(Deadline);
        return (process.ExitCode, process.Output);
    }

    /// <summary>What each worker answered to a command of Python's command line.</summary>
    public async Task<(JsonElement Python, JsonElement CSharp)> AskAsync(string kind, params string[] command)
        => await AskAsync(kind, PythonNode, CSharpNode, command);

    /// <summary>The same of any two workers.</summary>
    public async Task<(JsonElement Python, JsonElement CSharp)> AskAsync(string kind, string python, string csharp, string[] command)
    {
        if ((await InstalledCelery.GetAsync()).CommandLineTakesDestinations)
        {
            return await AnswersAsync([kind, "-j", "-t", "60", "-d", $"{python},{csharp}", .. command]);
        }

        // All nodes are asked, for as long as they are waited for.
        (JsonElement, JsonElement) both = default;
        await Eventually.TrueAsync(
            async () =>
            {
                both = await AnswersAsync([kind, "-j", "-t", "5", .. command]);
                return true;
            },
            Deadline, "both to answer");
        return both;

        async Task<(JsonElement, JsonElement)> AnswersAsync(string[] words)
        {
            var (code, output) = await CeleryAsync(words);
            Assert.True(code == 0, $"celery {string.Join(' ', words)} ended with {code.ToString(CultureInfo.InvariantCulture)}:\n{output}");
            var json = output.Split('\n').First(line => line.StartsWith('{') || line.StartsWith('['));
            using var document = JsonDocument.Parse(json);
            return (Reply(document.RootElement, python), Reply(document.RootElement, csharp));
        }
    }

    protected async Task<Dictionary<string, string?>> PythonEnvironmentAsync() => new()
    {
        ["BROKER_URL"] = await BrokerUrlAsync(),
        ["RESULT_BACKEND"] = ResultBackend,
        ["INTEROP_SETTINGS"] = Settings(CSharpQueue),
    };

    protected string ControlExchange => _exchange;

    protected string EventExchange => $"{_exchange}ev";

    /// <summary>More settings of Python, from a comma on.</summary>
    protected virtual string MoreSettings => "";

    protected string ResultBackend => $"redis://127.0.0.1:{Redis.Port.ToString(CultureInfo.InvariantCulture)}/1";

    // inspect prints a map of nodes, control a list of maps with one node each.
    private static JsonElement Reply(JsonElement answers, string node)
    {
        var all = answers.ValueKind == JsonValueKind.Array ? answers.EnumerateArray().SelectMany(a => a.EnumerateObject()) : answers.EnumerateObject();
        return all.Single(answer => answer.Name == node).Value.Clone();
    }

    private CeleryOptions Options(string broker, CeleryRelease release) => new()
    {
        BrokerUrl = broker,
        ResultBackend = ResultBackend,
        Release = release,
        ControlExchange = _exchange,
        EventExchange = EventExchange,
        TaskDefaultQueue = CSharpQueue,
        ResultTimeout = Deadline,
        WorkerDirect = true,
    };

    protected string Settings(string queue) => $$"""{"task_default_queue": "{{queue}}", "control_exchange": "{{_exchange}}", "event_exchange": "{{EventExchange}}", "worker_direct": true{{MoreSettings}}}""";
}
