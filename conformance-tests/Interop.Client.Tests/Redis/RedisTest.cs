using System.Text;
using System.Text.Json.Nodes;
using Interop.Client.Brokers;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Interop.Protocol.Messages;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Testing.Processes;
using Interop.Testing.Python;
using Interop.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Client.Tests.Redis;

/// <summary>A clean server, transports to it, a second pair of eyes, and real kombu.</summary>
public abstract class RedisTest(RedisServerFixture fixture) : IClassFixture<RedisServerFixture>, IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    /// <summary>No test should come near this; it turns a hang into a failure.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected RedisServer Server => fixture.Server;

    protected RecordingLoggerProvider Log { get; } = new();

    internal RespClient Eyes { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Eyes = new RespClient(
            new RespOptions { Endpoints = [new RespEndpoint("127.0.0.1", Server.Port)] },
            TimeProvider.System, NullLogger.Instance, new Random(1));
        await AskAsync("FLUSHALL");
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable opened in Enumerable.Reverse(_opened))
        {
            await opened.DisposeAsync().AsTask().WaitAsync(Patience);
        }

        await Eyes.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal ClientContext Context(TimeSpan? publishTimeout = null, params (string Name, string Value)[] options) => new()
    {
        Options = new CeleryOptions
        {
            BrokerTransportOptions = new TransportOptions(options.ToDictionary(o => o.Name, o => o.Value)),
            ResultBackendTransportOptions = new TransportOptions(options.ToDictionary(o => o.Name, o => o.Value)),
            PublishTimeout = publishTimeout ?? TimeSpan.FromSeconds(20),
        },
        Loggers = Log,
        Chance = new Random(1),
        Oid = "test-oid",
    };

    internal RedisTransport Open(params (string Name, string Value)[] options) =>
        Keep(new RedisTransport(Context(null, options), BrokerUrl.ParseAll(Server.Url)));

    protected T Keep<T>(T opened)
        where T : IAsyncDisposable
    {
        _opened.Add(opened);
        return opened;
    }

    internal async Task<IBrokerConsumer> ConsumeAsync(IBrokerTransport transport, int prefetch, params string[] queues) =>
        Keep(await transport.ConsumeAsync(
            new ConsumerOptions { Queues = [.. queues.Select(Queue)], Prefetch = prefetch }, Token));

    internal async Task<string> AskAsync(string command, params RespArgument[] arguments) =>
        (await ReplyAsync(command, arguments)).Text;

    internal async Task<RespReply> ReplyAsync(string command, params RespArgument[] arguments) =>
        await Eyes.ExecuteAsync(command, arguments, Token).AsTask().WaitAsync(Patience, Token);

    internal async Task<string[]> ListAsync(string key) =>
        [.. (await ReplyAsync("LRANGE", key, 0L, -1L)).Items.Select(item => item.Text)];

    /// <summary>Runs Python that has <c>connection</c> (kombu, to the server) and prints one line of JSON.</summary>
    protected async Task<JsonNode?> PythonAsync(string code, string transportOptions = "{}")
    {
        string script = $"""
            import json, sys, time, socket
            from kombu import Connection, Exchange, Queue, Consumer, Producer
            connection = Connection('{Server.Url}', transport_options=json.loads('{transportOptions}'))
            def show(value): print('JSON ' + json.dumps(value)); sys.stdout.flush()
            {code}
            """;
        await using ChildProcess python = PythonProcess.Start("kombu", ["-c", script]);
        await Eventually.TrueAsync(() => python.HasExited, Patience, "the end of the Python script", Token);
        await Eventually.TrueAsync(
            () => python.ExitCode != 0 || python.Output.Contains("JSON ", StringComparison.Ordinal), what: "its output");
        string? line = python.Output.Split('\n').LastOrDefault(l => l.StartsWith("JSON ", StringComparison.Ordinal));
        Assert.True(python.ExitCode == 0 && line is not null, python.Output);
        return JsonNode.Parse(line[5..]);
    }

    internal static QueueDeclaration Queue(string name) => new()
    {
        Name = name,
        Exchange = new ExchangeDeclaration { Name = name },
        RoutingKey = name,
    };

    internal static WireMessage Message(string id, int? priority = 0) => new()
    {
        Properties = new MessageProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            CorrelationId = id,
            ReplyTo = "dfa2f232-052d-3db4-ae4c-0ec84d05f46f",
            DeliveryMode = 2,
            Priority = priority,
        },
        Headers = new MessageHeaders { Lang = "py", Task = "t.add", Id = id, RootId = id },
        Body = Encoding.UTF8.GetBytes($$"""[["{{id}}"], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]"""),
    };

    internal static async Task<Delivery> NextAsync(IBrokerConsumer consumer) =>
        await consumer.Deliveries.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

    internal static async Task<List<Delivery>> NextAsync(IBrokerConsumer consumer, int count)
    {
        var all = new List<Delivery>();
        while (all.Count < count)
        {
            all.Add(await NextAsync(consumer));
        }

        return all;
    }

    internal static string Id(Delivery delivery) => delivery.Message.Headers.Id!;
}
