using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Interoperability;

/// <summary>The interoperability worker on a queue of its own, a Python client, and the Redis of the tasks' side effects.</summary>
public sealed class InteropFleet : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>The database of the result backend; that of the broker, where it is Redis, is another, and so is that of side effects.</summary>
    private const int Results = 2;

    private static readonly Once<RedisServer> Redis = new(() => RedisServer.StartAsync());

    private readonly string _queue = $"interop-{Guid.NewGuid():N}";
    private readonly string _broker;
    private readonly RedisServer _redis;
    private InteropWorkerProcess? _worker;
    private PythonCelery? _python;

    private InteropFleet(string broker, RedisServer redis) => (_broker, _redis) = (broker, redis);

    public string NodeName => $"gen{_queue}@tests";

    public InteropWorkerProcess Worker => _worker!;

    public PythonCelery Python => _python!;

    /// <summary>A fleet whose worker answers.</summary>
    /// <param name="kind">Its broker; results are in Redis.</param>
    /// <param name="settings">WORKER_SETTINGS.</param>
    public static async Task<InteropFleet> StartAsync(InteropBroker kind, string settings = "{}")
    {
        var redis = await Redis.GetAsync();
        var fleet = new InteropFleet(
            kind == InteropBroker.Redis ? Database(redis, 1) : (await RabbitMqServer.SharedAsync()).Url.Replace("amqp:", "pyamqp:", StringComparison.Ordinal), redis);
        try
        {
            await fleet.StartAsync(settings);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>The answer of the worker to a command of inspection.</summary>
    public async Task<JsonElement> InspectAsync(string method, CancellationToken cancellationToken)
    {
        var answers = await Python.CallAsync(
            "inspect", new() { ["method"] = method, ["destination"] = new JsonArray(NodeName) }, cancellationToken);
        return answers.ValueKind == JsonValueKind.Object && answers.TryGetProperty(NodeName, out var answer) ? answer : default;
    }

    /// <summary>A command to database 0, where the side effects of tasks are.</summary>
    public Task<JsonElement> SideEffectsAsync(string[] words, CancellationToken cancellationToken) => RedisAsync(0, words, cancellationToken);

    /// <summary>The record of a task as it is stored.</summary>
    public async Task<JsonElement> StoredAsync(string id, CancellationToken cancellationToken)
    {
        var stored = await RedisAsync(Results, ["GET", $"celery-task-meta-{id}"], cancellationToken);
        using var document = JsonDocument.Parse(Convert.FromBase64String(stored.GetProperty("$bytes").GetString()!));
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        if (_python is not null)
        {
            await _python.DisposeAsync();
        }

        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }
    }

    private async Task StartAsync(string settings)
    {
        var merged = (JsonObject)JsonNode.Parse(settings)!;
        merged["task_default_queue"] = _queue;
        _worker = InteropWorkerProcess.Start(new Dictionary<string, string?>
        {
            ["BROKER_URL"] = _broker,
            ["RESULT_BACKEND"] = Database(_redis, Results),
            ["QUEUES"] = _queue,
            ["NODENAME"] = NodeName,
            ["CONCURRENCY"] = "1",
            ["POOL"] = "prefork",
            ["WORKER_SETTINGS"] = merged.ToJsonString(),
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = _redis.Port.ToString(CultureInfo.InvariantCulture),
            ["LOGLEVEL"] = "INFO",
        });
        _python = await PythonCelery.OpenAsync(_broker, Database(_redis, Results), $$"""{"task_default_queue": "{{_queue}}"}""");
        await Eventually.TrueAsync(
            async () => (await InspectAsync("ping", CancellationToken.None)).ValueKind == JsonValueKind.Object, Deadline, $"{NodeName} to answer");
    }

    private async Task<JsonElement> RedisAsync(int database, string[] words, CancellationToken cancellationToken) =>
        await (await PythonDriver.SharedAsync()).CallAsync("redis", new()
        {
            ["url"] = Database(_redis, database),
            ["words"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
        }, cancellationToken);

    private static string Database(RedisServer redis, int number) =>
        $"redis://127.0.0.1:{redis.Port.ToString(CultureInfo.InvariantCulture)}/{number.ToString(CultureInfo.InvariantCulture)}";
}
