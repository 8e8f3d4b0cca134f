using Interop.Client.Brokers;
using Interop.Client.Configuration;

namespace Interop.Client.Tests.Configuration;

public sealed class RouteAndQueueReaderTests
{
    [Fact]
    public void Routes_PutNamesBeforePatterns_WhenTheyAreAMap()
    {
        var routes = Options("""
            { "task_routes": { "*": "rest", "billing.*": { "queue": "billing", "priority": 3 }, "billing.close": "closing",
                               "mail.*": { "exchange": "mail", "routing_key": "mail.out" } } }
            """).TaskRoutes;

        Assert.Equal(
            [
                new TaskRoute { Pattern = "billing.close", Queue = "closing" },
                new TaskRoute { Pattern = "billing.*", Queue = "billing", Priority = 3 },
                new TaskRoute { Pattern = "mail.*", Exchange = "mail", RoutingKey = "mail.out" },
                new TaskRoute { Pattern = "*", Queue = "rest" },
            ],
            routes);
    }

    [Theory]
    [InlineData("""{ "task_routes": [["*", "rest"], ["billing.*", { "queue": "billing" }]] }""")]
    [InlineData("""{ "task_routes": [[["*", "rest"], ["billing.*", { "queue": "billing" }]]] }""")]
    [InlineData("""{ "task_routes": [{ "*": "rest" }, { "billing.*": { "queue": "billing" } }] }""")]
    public void Routes_KeepTheirOrder_WhenTheyAreAList(string json) => Assert.Equal(
        [new TaskRoute { Pattern = "*", Queue = "rest" }, new TaskRoute { Pattern = "billing.*", Queue = "billing" }],
        Options(json).TaskRoutes);

    [Theory]
    [InlineData("""{ "task_routes": "app.router" }""", "task_routes is 'app.router'; expected a map of task names")]
    [InlineData("""{ "task_routes": ["app.router"] }""", "task_routes 0 is 'app.router'; expected a map or a pair")]
    [InlineData("""{ "task_routes": { "a": { "que": "b" } } }""", "task_routes a que is unknown; expected queue, exchange, routing_key or priority.")]
    [InlineData("""{ "task_queues": [{ "exchange": "a" }] }""", "task_queues 0 has no name")]
    [InlineData("""{ "task_queues": [{ "name": "a", "ttl": 1 }] }""", "task_queues 0 ttl is unknown")]
    [InlineData("""{ "task_queues": ["a", "b", "a"] }""", "task_queues lists the queue 'a' 2 times; expected each name once.")]
    public void Read_SaysWhatIsWrong(string json, string part) => Assert.Contains(
        part, Assert.Single(Assert.Throws<ImproperlyConfiguredException>(() => Options(json)).Errors), StringComparison.Ordinal);

    [Fact]
    public void Queues_TakeEveryOption_WhenTheyAreAList()
    {
        var queue = Assert.Single(Options("""
            { "task_queues": [{ "name": "all", "exchange": "events", "exchange_type": "topic", "routing_key": "order.#", "durable": false,
                "auto_delete": true, "exclusive": true, "delivery_mode": 1, "max_priority": 9, "expires": 60, "message_ttl": 1.5, "max_length": 10,
                "max_length_bytes": 1000, "queue_arguments": { "x-queue-type": "quorum", "x-single-active-consumer": true },
                "consumer_arguments": { "x-priority": 3 } }] }
            """).TaskQueues);

        Assert.Equal(new ExchangeDeclaration { Name = "events", Type = "topic", Durable = false, DeliveryMode = 1 }, queue.Exchange);
        Assert.Equal(("order.#", false, true, true), (queue.RoutingKey, queue.Durable, queue.AutoDelete, queue.Exclusive));
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["x-max-priority"] = 9, ["x-expires"] = 60_000, ["x-message-ttl"] = 1500, ["x-max-length"] = 10, ["x-max-length-bytes"] = 1000,
                ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true,
            },
            queue.Arguments);
        Assert.Equal(3, queue.ConsumerArguments!["x-priority"]);
    }

    [Fact]
    public void Queues_AreNamedInShort_AsAListOrText()
    {
        Assert.Equal([new QueueDeclaration { Name = "a" }, new QueueDeclaration { Name = "b" }], Options("""{ "task_queues": ["a", "b"] }""").TaskQueues);
        Assert.Equal([new QueueDeclaration { Name = "a" }, new QueueDeclaration { Name = "b" }], Options("""{ "task_queues": "a, b" }""").TaskQueues);
    }

    [Fact]
    public void Queues_GetTheirNameAsRoutingKey_WhenTheyAreAMap()
    {
        var queues = Options("""{ "task_queues": { "a": {}, "b": { "binding_key": "k" } } }""").TaskQueues;

        Assert.Equal([("a", "a"), ("b", "k")], queues.Select(queue => (queue.Name, queue.RoutingKey)));
    }

    private static CeleryOptions Options(string json) => SettingsReader.Read(JsonSection.Parse(json), _ => null).Options;
}
