using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client.Brokers.RabbitMq;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RabbitMqPythonTests : RabbitMqTestBase
{
    [Fact]
    public async Task Deliveries_BringEveryHeaderType_WhenPythonPublishes()
    {
        var (transport, python) = await OpenAsync();
        await python.PublishAsync(QueueName, "[]"u8.ToArray(), """
            {"text": "ü", "none": null, "yes": true, "int": -5, "edge": 2147483648, "large": 1099511627776, "negative": -1099511627776,
             "float": 0.1, "decimal": {"$decimal": "1.25"}, "bytes": {"$bytes": "//4="}, "when": {"$datetime": "2026-01-02T03:04:05"},
             "list": [1, [2, {"a": null}]], "map": {"b": {"c": false}}, "empty": {}, "none_list": []}
            """, """{"correlation_id": "c", "reply_to": "r", "priority": 0, "delivery_mode": 1, "expiration": 100.5, "message_id": "m", "app_id": "a", "type": "t"}""",
            cancellationToken: Token);

        var message = (await NextAsync(await ConsumeAsync(transport, Queue(QueueName)))).Message;

        var expected = new WireMap()
            .With("text", "ü").With("none", WireValue.None).With("yes", true).With("int", -5).With("edge", 2147483648)
            .With("large", 1L << 40).With("negative", -(1L << 40)).With("float", 0.1).With("decimal", WireValue.Decimal("1.25"))
            .With("bytes", WireValue.Bytes(new byte[] { 0xFF, 0xFE }))
            .With("when", new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5), null))
            .With("list", WireValue.List([1, WireValue.List([2, new WireMap().With("a", WireValue.None)])]))
            .With("map", new WireMap().With("b", new WireMap().With("c", false)))
            .With("empty", new WireMap()).With("none_list", WireValue.List([]));
        Assert.Equal(expected, message.Headers.Extra);
        Assert.Equal(expected.Select(pair => pair.Key.AsString()), message.Headers.Extra!.Select(pair => pair.Key.AsString()));
        Assert.Equal(
            new MessageProperties
            {
                ContentType = "application/json", ContentEncoding = "utf-8", CorrelationId = "c", ReplyTo = "r", Priority = 0, DeliveryMode = 1,
                Expiration = "100500", MessageId = "m", AppId = "a", Type = "t", RoutingKey = QueueName,
            },
            message.Properties);
    }

    [Fact]
    public async Task PublishAsync_IsReadByPythonAsItWasMeant()
    {
        var (transport, python) = await OpenAsync();
        await transport.DeclareAsync(Queue(QueueName), Token);
        await transport.PublishAsync("", QueueName, Message("[[], {}, {}]", new WireMap()
            .With("text", "ü").With("none", WireValue.None).With("yes", true).With("int", -5).With("edge", 2147483648)
            .With("large", long.MaxValue).With("negative", long.MinValue).With("float", 0.1).With("decimal", WireValue.Decimal("1.25"))
            .With("bytes", WireValue.Bytes("plain"u8.ToArray()))
            .With("when", new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5), null))
            .With("uuid", WireValue.Uuid(Guid.Empty))
            .With("list", WireValue.List([1, WireValue.List([2, new WireMap().With("a", WireValue.None)])]))
            .With("map", new WireMap().With("b", new WireMap().With("c", false)))), Token);

        var received = await python.ReceiveAsync(QueueName, cancellationToken: Token);

        AssertJson("""
            {"text": "ü", "none": null, "yes": true, "int": -5, "edge": 2147483648, "large": 9223372036854775807,
             "negative": -9223372036854775808, "float": 0.1, "decimal": "Decimal('1.25')", "bytes": {"$bytes": "cGxhaW4="},
             "when": "datetime.datetime(2026, 1, 2, 3, 4, 5)", "uuid": "00000000-0000-0000-0000-000000000000",
             "list": [1, [2, {"a": null}]], "map": {"b": {"c": false}}}
            """, received.GetProperty("headers"));
        var properties = received.GetProperty("properties");
        Assert.Equal(0, properties.GetProperty("priority").GetInt32());
        Assert.Equal(2, properties.GetProperty("delivery_mode").GetInt32());
        Assert.Equal("", properties.GetProperty("reply_to").GetString());
        Assert.Equal(
            ["application_headers", "content_encoding", "content_type", "correlation_id", "delivery_mode", "priority", "reply_to"],
            properties.EnumerateObject().Select(property => property.Name).Order());
    }

    [Fact]
    public async Task PublishAsync_SendsTheTableThatPythonSends_ForATask()
    {
        var (transport, python) = await OpenAsync();
        await python.SendTaskAsync("tasks.add", "[2, 3]", options: $$$"""{"queue": "{{{QueueName}}}", "headers": {"my": 1}}""", cancellationToken: Token);
        var consumer = await ConsumeAsync(transport, Queue(QueueName));
        var first = await NextAsync(consumer);
        await first.AckAsync(Token);

        await transport.PublishAsync("", QueueName, first.Message, Token);

        var second = await NextAsync(consumer);
        Assert.Equal("tasks.add", second.Message.Headers.Task);
        Assert.Equal(0, second.Message.Properties.Priority);
        Assert.Equal(first.Message.Properties, second.Message.Properties);
        Assert.Equal(
            RabbitMqMapper.Write(first.Message, Protocol.CeleryRelease.V52), RabbitMqMapper.Write(second.Message, Protocol.CeleryRelease.V52));
    }

    [Fact]
    public async Task Deliveries_GoOn_WhenGarbageLiesBetween()
    {
        var (transport, python) = await OpenAsync();
        await python.PublishAsync(QueueName, new byte[] { 0xFF, 0 }, """{"task": 5, "id": [1]}""", contentType: "application/x-nothing", cancellationToken: Token);
        await python.SendTaskAsync("tasks.add", "[2, 3]", options: $$"""{"queue": "{{QueueName}}"}""", cancellationToken: Token);
        var consumer = await ConsumeAsync(transport, Queue(QueueName));

        var garbage = await NextAsync(consumer);
        var good = await NextAsync(consumer);

        Assert.Equal(new byte[] { 0xFF, 0 }, garbage.Message.Body.ToArray());
        Assert.NotNull(garbage.Message.Headers.Malformed);
        Assert.Equal("tasks.add", good.Message.Headers.Task);
    }

    private async Task<(RabbitMqTransport Transport, PythonCelery Python)> OpenAsync()
    {
        var server = await RabbitMqServer.SharedAsync();
        var python = Own(await PythonCelery.OpenAsync(
            server.Url, settings: $$"""{"task_queues": ["{{QueueName}}"]}""", cancellationToken: Token));
        await python.DeclareAsync(QueueName, Token);
        return (Transport(server.Url), python);
    }

    private static void AssertJson(string expected, JsonElement actual) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText())), actual.GetRawText());
}
