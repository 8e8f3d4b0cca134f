using System.Text;
using Interop.Client;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Faults;

/// <summary>A RabbitMQ of its own.</summary>
public sealed class RabbitMqFaultBroker : FaultBroker
{
    private const string Headers = """{"lang": "py", "task": "fault.record", "id": "g"}""";
    private const string Json = "application/json";

    private static readonly (string Body, string Headers, string ContentType)[] Kinds =
    [
        ("not JSON at all", Headers, Json),
        ("", Headers, Json),
        ("[[1], {}]", Headers, Json),
        ("[[1], {}, {}", Headers, Json),
        ("[[1], {}, {}]", Headers, "application/x-python-serialize"),
        ("[[1], {}, {}]", Headers, "text/unheard-of"),
        ("[[1], {}, {}]", """{"lang": "py", "task": "fault.record"}""", Json),
        ("[[1], {}, {}]", """{"lang": "py", "id": "g"}""", Json),
        ("{}", "{}", Json),
        ("[]", "{}", Json),
        ("[[1], {}, {}]", """{"task": "fault.record", "id": "g", "compression": "application/x-gzip"}""", Json),
    ];

    private static readonly Once<RabbitMqServer> Restartable = new(() => RabbitMqServer.StartAsync());

    private readonly RabbitMqServer _server;

    private RabbitMqFaultBroker(RabbitMqServer server) => _server = server;

    public override string Url => _server.Url;

    public override int KindsOfGarbage => Kinds.Length;

    protected override int Port => _server.Port;

    /// <summary>The one of all tests, for those that let it live.</summary>
    public static async Task<FaultBroker> SharedAsync() => new RabbitMqFaultBroker(await RabbitMqServer.SharedAsync());

    /// <summary>One to be stopped; tests that use it must not run side by side. It takes seconds to start, so it is kept.</summary>
    public static async Task<FaultBroker> RestartableAsync()
    {
        var server = await Restartable.GetAsync();
        if (!server.IsRunning)
        {
            await server.StartAgainAsync();
        }

        return new RabbitMqFaultBroker(server);
    }

    public override Task StopAsync() => _server.StopAsync();

    public override Task StartAgainAsync() => _server.StartAgainAsync();

    public override Task<long> LeftAsync(string queue) => CountAsync(queue);

    public override Task<long> QuarantinedAsync(string queue) => CountAsync($"{queue}.undecodable");

    public override async Task PublishGarbageAsync(PythonCelery python, string queue, int kind)
    {
        var (body, headers, contentType) = Kinds[kind];
        await python.PublishAsync(queue, Encoding.UTF8.GetBytes(body), headers, contentType: contentType);
    }

    /// <summary>The server ends with the test run.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<long> CountAsync(string queue)
    {
        await using var app = CeleryApp.Create(new() { BrokerUrl = Url });
        return await app.Broker.CountAsync(queue, CancellationToken.None);
    }
}
