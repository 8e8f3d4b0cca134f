using System.Text;
using System.Text.Json;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Events;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Client.Tests.Events;

public sealed class EventDispatcherTests
{
    private static readonly EventDispatcherOptions Worker = new() { Hostname = "w1@vm", BufferGroup = "task" };

    [Fact]
    public async Task Send_PublishesAnEventAsCeleryDoes()
    {
        await using var app = new TestApp();
        await using (var events = new EventDispatcher(app.App, Worker))
        {
            events.Send("worker-elect-ack", new WireMap().With("id", "e1"));
        }

        var message = app.Broker.Single;
        Assert.Equal(("celeryev", "worker.elect.ack"), (message.Properties.Exchange, message.Properties.RoutingKey));
        Assert.Equal((1, 0, "application/json"), (message.Properties.DeliveryMode, message.Properties.Priority, message.Properties.ContentType));
        Assert.Equal(new WireMap().With("hostname", "w1@vm"), message.Headers.Extra);
        Assert.Equal(("celeryev", "topic", true), app.Broker.Exchanges.Select(e => (e.Name, e.Type, e.Durable)).Distinct().Single());
        var fields = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal(
            ["hostname", "utcoffset", "pid", "clock", "id", "timestamp", "type"], fields.EnumerateObject().Select(field => field.Name));
        Assert.Equal(1, fields.GetProperty("clock").GetInt64());
        Assert.Equal(1, app.App.Clock.Value);
    }

    [Fact]
    public async Task Send_PutsTaskEventsIntoLists_OfAtMost24()
    {
        await using var app = new TestApp();
        await using (var events = new EventDispatcher(app.App, Worker))
        {
            for (var i = 0; i < 60; i++)
            {
                events.Send("task-started", new WireMap().With("uuid", $"{i}"));
            }
        }

        Assert.All(app.Broker.Messages, message => Assert.Equal("task.multi", message.Properties.RoutingKey));
        var lists = app.Broker.Messages.Select(message => JsonDocument.Parse(message.Body).RootElement).ToList();
        Assert.All(lists, list => Assert.InRange(list.GetArrayLength(), 1, 24));
        Assert.Equal(
            Enumerable.Range(0, 60).Select(i => $"{i}"),
            lists.SelectMany(list => list.EnumerateArray()).Select(told => told.GetProperty("uuid").GetString()));
    }

    [Fact]
    public async Task SendAlone_KeepsItsPlaceAmongTheOthers()
    {
        await using var app = new TestApp();
        await using (var events = new EventDispatcher(app.App, Worker with { Groups = ["worker", "task"] }))
        {
            events.Send("task-started", new WireMap().With("uuid", "a"));
            events.SendAlone("shop-opened");
            events.Send("task-succeeded", new WireMap().With("uuid", "a"));
        }

        Assert.Equal(["task.multi", "shop.opened", "task.multi"], app.Broker.Messages.Select(message => message.Properties.RoutingKey));
    }

    [Fact]
    public async Task Groups_AreSentWhenEnabled()
    {
        await using var app = new TestApp();
        await using (var events = new EventDispatcher(app.App, Worker with { Groups = ["worker"] }))
        {
            events.Send("task-started");
            Assert.True(events.Enable("task"));
            Assert.False(events.Enable("task"));
            events.Send("task-succeeded");
            Assert.True(events.Disable("task"));
            Assert.False(events.Disable("task"));
            events.Send("task-failed");
        }

        Assert.Contains("task-succeeded", Encoding.UTF8.GetString(app.Broker.Single.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_CannotBeDisabled_WhenAllAreSent()
    {
        await using var app = new TestApp();
        await using var events = new EventDispatcher(app.App, Worker);

        Assert.False(events.Enable("task"));
        Assert.False(events.Disable("task"));
        Assert.True(events.Sends("task"));
    }

    [Fact]
    public async Task Send_NeitherWaitsNorFails_WhileTheBrokerIsAway()
    {
        await using var app = new TestApp();
        var isAway = true;
        app.Broker.OnPublish = (_, _) => isAway
            ? throw new BrokerUnreachableException("away", "recording://")
            : default;
        await using var events = new EventDispatcher(app.App, Worker with { MostWaiting = 3 });
        for (var i = 0; i < 5; i++)
        {
            events.Send("worker-x", new WireMap().With("n", i));
        }

        await app.Log.WaitForAsync(entry => entry.Id.Name == "EventsHeldUp", cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 5; i < 10; i++)
        {
            events.Send("worker-x", new WireMap().With("n", i));
        }

        isAway = false;
        var sent = await Eventually.GetAsync(
            () => Task.FromResult(app.Broker.Messages.Select(Number).ToList()), numbers => numbers.Contains(9), TimeSpan.FromSeconds(30),
            "the last event", TestContext.Current.CancellationToken);

        Assert.Equal(sent.Order(), sent);
        Assert.Contains(app.Log.Entries, entry => entry.Id.Name == "EventsDropped");
    }

    [Fact]
    public async Task Heartbeats_DoNotPileUp_WhileTheBrokerIsAway()
    {
        await using var app = new TestApp();
        var isAway = true;
        app.Broker.OnPublish = (_, _) => isAway ? throw new BrokerUnreachableException("away", "recording://") : default;
        await using (var events = new EventDispatcher(app.App, Worker))
        {
            for (var i = 0; i < 10; i++)
            {
                events.Send("worker-heartbeat", new WireMap().With("n", i));
            }

            await app.Log.WaitForAsync(entry => entry.Id.Name == "EventsHeldUp", cancellationToken: TestContext.Current.CancellationToken);
            isAway = false;
            await Eventually.GetAsync(
                () => Task.FromResult(app.Broker.Messages.Count), count => count > 0, TimeSpan.FromSeconds(30), "a heartbeat",
                TestContext.Current.CancellationToken);
        }

        Assert.InRange(app.Broker.Messages.Count, 1, 2);
    }

    [Fact]
    public async Task Serializer_IsThatOfTheSettings()
    {
        await using var app = new TestApp(new CeleryOptions { EventSerializer = "msgpack" });
        await using (var events = new EventDispatcher(app.App, Worker))
        {
            events.Send("task-started", new WireMap().With("uuid", "a"));
        }

        var message = app.Broker.Single;
        Assert.Equal("application/x-msgpack", message.Properties.ContentType);
        var list = app.App.Serializers.Get("msgpack").Decode(message.Body.Span).AsItems();
        Assert.Equal("a", Assert.Single(list).AsMap()["uuid"]!.Value.AsString());
    }

    [Fact]
    public async Task TaskSent_IsToldOnceTheTaskIsSent()
    {
        await using var app = new TestApp(new CeleryOptions { TaskSendSentEvent = true });
        await app.App.SendTaskAsync("tasks.add", [2, 3], cancellationToken: TestContext.Current.CancellationToken);
        await app.App.Events.DisposeAsync();

        var told = JsonDocument.Parse(app.Broker.Messages[^1].Body).RootElement;

        Assert.Equal("task.sent", app.Broker.Messages[^1].Properties.RoutingKey);
        Assert.Equal(
            [
                "hostname", "utcoffset", "pid", "clock", "uuid", "root_id", "parent_id", "name", "args", "kwargs", "retries", "eta",
                "expires", "queue", "exchange", "routing_key", "timestamp", "type",
            ],
            told.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("(2, 3)", "{}"), (told.GetProperty("args").GetString(), told.GetProperty("kwargs").GetString()));
    }

    private static int Number(Protocol.Messages.WireMessage message) =>
        JsonDocument.Parse(message.Body).RootElement.GetProperty("n").GetInt32();
}
