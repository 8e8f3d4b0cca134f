using System.Text.Json;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Client.Tests.Producing;

public sealed class SendGoldenTests
{
    // Python prints a list argument as "[2, 3]" where every C# call prints a tuple; the priority a setting gives is applied by us
    // to sends by name too; the other serializers are not there yet.
    private static readonly string[] Different =
        ["v2-args-list", "v1-args-list", "v2-setting-default-priority", "v2-setting-pickle", "v2-setting-yaml", "v2-setting-msgpack"];

    private static readonly ExchangeDeclaration Topic = new() { Name = "events", Type = "topic" };

    public static TheoryData<string> Calls =>
        [.. Golden.EveryCase("task").Where(name => !Different.Contains(Golden.ShortName(name)) && Golden.Load(name).TryGetProperty("call", out _))];

    public static TheoryData<string> PlainCalls =>
        [.. Golden.EveryCase("task").Where(name => !Different.Contains(Golden.ShortName(name)) && Golden.Load(name) is var golden
            && golden.TryGetProperty("call", out var call) && GoldenValue.Map(call.GetProperty("options")).Count == 0
            && !name.Contains("non-string-keys", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task SendSignature_PublishesWhatPythonDoes_ForTheSameCall(string name)
    {
        var golden = Golden.Load(name);
        await using var test = new TestApp(Options(name, golden));
        var call = golden.GetProperty("call");
        var args = GoldenValue.Read(call.GetProperty("args"));
        var signature = new Signature(call.GetProperty("name").GetString()!, args.IsNone ? [] : args.AsItems())
        {
            Kwargs = GoldenValue.Map(call.GetProperty("kwargs")),
            Options = GoldenValue.Map(call.GetProperty("options")),
        };

        await test.App.Publisher.SendSignatureAsync(signature, SignatureCall.Empty, TestContext.Current.CancellationToken);

        GoldenSends.AssertEqual(name, test.Broker);
    }

    [Theory]
    [MemberData(nameof(PlainCalls))]
    public async Task SendTask_PublishesWhatPythonDoes_ForTheSameArguments(string name)
    {
        var golden = Golden.Load(name);
        await using var test = new TestApp(Options(name, golden));
        var call = golden.GetProperty("call");
        var args = GoldenValue.Read(call.GetProperty("args"));
        var kwargs = GoldenValue.Map(call.GetProperty("kwargs"));

        await test.App.SendTaskAsync(
            call.GetProperty("name").GetString()!,
            args.IsNone ? null : [.. args.AsItems().Select(item => (object)item)],
            kwargs.ToDictionary(pair => pair.Key.AsString(), pair => (object?)pair.Value),
            cancellationToken: TestContext.Current.CancellationToken);

        GoldenSends.AssertEqual(name, test.Broker);
    }

    [Fact]
    public async Task SendTask_LeavesOutTheFraction_WhenTheClockStandsOnAWholeSecond()
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await using var test = new TestApp(new() { Release = CeleryRelease.V52 }, new StoppedClock(now));

        await test.App.SendTaskAsync(
            "tasks.add", [1], options: new() { Countdown = TimeSpan.FromSeconds(10), Expires = TimeSpan.FromSeconds(60) },
            cancellationToken: TestContext.Current.CancellationToken);

        GoldenSends.AssertEqual("v2-whole-second", test.Broker);
    }

    [Theory]
    [InlineData("v2-inside-publish")]
    [InlineData("v2-inside-publish-registered")]
    [InlineData("v1-inside-publish")]
    public async Task SendTask_TakesRootAndParent_FromTheRunningTask(string name)
    {
        await using var test = new TestApp(Options(name, Golden.Load(name)));
        var parent = new RunningTask { TaskId = "parent-id", Root = "root-id" };
        test.App.CurrentTask = parent;

        var sent = await test.App.SendTaskAsync("tasks.mul", [2], cancellationToken: TestContext.Current.CancellationToken);

        GoldenSends.AssertEqual(name, test.Broker);
        Assert.Equal(sent.Id, Assert.Single(parent.Children).Id);
    }

    private static CeleryOptions Options(string name, JsonElement golden)
    {
        var options = new CeleryOptions { Release = Golden.Release(name), TaskProtocol = golden.GetProperty("protocol").GetInt32() };
        return Golden.ShortName(name) switch
        {
            "v2-setting-timezone" => options with { Timezone = "Asia/Tokyo" },
            "v2-setting-default-queue" => options with { TaskDefaultQueue = "work" },
            "v2-setting-route" => options with { TaskRoutes = [new() { Pattern = "tasks.*", Queue = "math", Priority = 3 }] },
            "v2-setting-route-lost" => options with { TaskRoutes = [new() { Pattern = "tasks.add", Queue = "math", Priority = 3 }] },
            "v2-setting-transient" => options with { TaskDefaultDeliveryMode = 1 },
            "v2-setting-topic" => options with { TaskQueues = [new() { Name = "all", Exchange = Topic, RoutingKey = "order.#" }] },
            "v2-setting-topic-binding-key" => options with { TaskQueues = [new() { Name = "all", Exchange = Topic, RoutingKey = "order.any" }] },
            "v2-setting-max-priority" => options with { TaskQueueMaxPriority = 10 },
            _ when golden.GetProperty("settings").EnumerateObject().Any() => throw new InvalidOperationException($"{name} has settings."),
            _ => options,
        };
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
