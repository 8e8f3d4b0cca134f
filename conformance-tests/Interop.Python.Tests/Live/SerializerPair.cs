using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Protocol;
using Interop.Testing.Python;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Interop.Python.Tests.Live;

/// <summary>A Python worker and a C# worker that take everything and answer in one serializer, with producers of both languages for
/// either protocol.</summary>
public sealed class SerializerPair : IAsyncDisposable
{
    private readonly CeleryWorkerProcess _pythonWorker;
    private readonly IHost _host;
    private readonly CeleryApp[] _apps;
    private readonly PythonCelery[] _pythons;

    private SerializerPair(CeleryWorkerProcess pythonWorker, IHost host, CeleryApp[] apps, PythonCelery[] pythons)
    {
        _pythonWorker = pythonWorker;
        _host = host;
        _apps = apps;
        _pythons = pythons;
    }

    /// <summary>Serializers of Celery that this library has, in the order of Celery's documentation.</summary>
    public static IReadOnlyList<string> Serializers { get; } =
        [.. new[] { "json", "pickle", "yaml", "msgpack" }.Where(name => new CeleryOptions().Serializers.Find(name) is not null)];

    /// <summary>Compressions of kombu that this library has, and none.</summary>
    public static IReadOnlyList<string> Compressions { get; } =
    [
        "none",
        .. new[] { "zlib", "bzip2", "brotli", "lzma", "zstd" }
            .Where(name => new CeleryOptions().Compressions.Find(name) is { Missing: null }),
    ];

    /// <summary>The C# producer of a protocol.</summary>
    public CeleryApp App(int protocol) => _apps[protocol - 1];

    /// <summary>The Python producer of a protocol.</summary>
    public PythonCelery Python(int protocol) => _pythons[protocol - 1];

    public static async Task<SerializerPair> StartAsync(string serializer, string url, CancellationToken cancellationToken = default)
    {
        var release = (await InstalledCelery.GetAsync()).Release;
        var worker = await CeleryWorkerProcess.StartAsync(
            new()
            {
                BrokerUrl = url,
                ResultBackend = url,
                Settings = PythonSettings(serializer, 2),
                Queues = [$"py-{serializer}"],
                NodeName = $"python-{serializer}",
            },
            cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Services.AddCelery(_ => Options(serializer, url, 2, release)).AddWorker(tasks =>
        {
            new LiveTasks().Map(tasks);
            tasks.MapTask("test_celery.add_together", (int x, int y) => x + y);
            tasks.Queues.Add($"cs-{serializer}");
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var pythons = new List<PythonCelery>();
        foreach (var protocol in (int[])[1, 2])
        {
            pythons.Add(await PythonCelery.OpenAsync(url, url, PythonSettings(serializer, protocol), cancellationToken: cancellationToken));
        }

        return new(
            worker, host, [CeleryApp.Create(Options(serializer, url, 1, release)), CeleryApp.Create(Options(serializer, url, 2, release))], [.. pythons]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        foreach (var python in _pythons)
        {
            await python.DisposeAsync();
        }

        await _host.StopAsync();
        _host.Dispose();
        await _pythonWorker.DisposeAsync();
    }

    private static CeleryOptions Options(string serializer, string url, int protocol, CeleryRelease release) => new()
    {
        Release = release,
        BrokerUrl = url,
        ResultBackend = url,
        TaskSerializer = serializer,
        ResultSerializer = serializer,
        AcceptContent = Serializers,
        TaskProtocol = protocol,
        TaskRoutes = [new() { Pattern = "tasks.*", Queue = $"py-{serializer}" }, new() { Pattern = "*", Queue = $"cs-{serializer}" }],
        ResultTimeout = TimeSpan.FromSeconds(60),
    };

    private static string PythonSettings(string serializer, int protocol) => $$$"""
        {
          "task_serializer": "{{{serializer}}}", "result_serializer": "{{{serializer}}}", "task_protocol": {{{protocol}}},
          "accept_content": ["json", "pickle", "yaml", "msgpack"],
          "task_routes": {"cs.*": {"queue": "cs-{{{serializer}}}"}, "tasks.*": {"queue": "py-{{{serializer}}}"}}
        }
        """;
}
