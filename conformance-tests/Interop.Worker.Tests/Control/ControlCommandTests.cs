using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Control;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Worker.Testing;

namespace Interop.Worker.Tests.Control;

public sealed class ControlCommandTests
{
    private static readonly string Node = $"celery@{Environment.MachineName}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ControlCall Call => ControlCall.To(Node);

    [Theory]
    [InlineData("no_such_command", "{}", "KeyError('no_such_command')")]
    [InlineData("revoke", "{}", "TypeError(\"revoke() missing 1 required positional argument: 'task_id'\")")]
    [InlineData("rate_limit", "{}", "TypeError(\"rate_limit() missing 2 required positional arguments: 'task_name' and 'rate_limit'\")")]
    [InlineData("report", "x", "TypeError(\"report() got an unexpected keyword argument 'x'\")")]
    [InlineData("dump_tasks", "state", "TypeError(\"registered() got multiple values for argument 'state'\")")]
    [InlineData("autoscale", "max", "ValueError('Autoscale not enabled')")]
    [InlineData("pool_restart", "{}", "ValueError('Pool restarts not enabled')")]
    [InlineData("objgraph", "{}", "ImportError('Requires the objgraph library')")]
    public async Task Refused_AnswersInPythonsWords(string command, string argument, string error)
    {
        await using var host = await StartAsync();
        var arguments = argument == "{}" ? new WireMap() : new WireMap().With(argument, 1);

        var replies = await host.App.Control.BroadcastAsync(command, arguments, Call, Token);

        Assert.Equal(error, Assert.Single(replies).Error);
    }

    [Theory]
    [InlineData("dump_active")]
    [InlineData("dump_reserved")]
    [InlineData("dump_schedule")]
    [InlineData("dump_revoked")]
    [InlineData("dump_tasks")]
    [InlineData("dump_conf")]
    public async Task Aliases_OfCelery3_AreKnown(string command)
    {
        await using var host = await StartAsync();

        var replies = await host.App.Control.BroadcastAsync(command, null, Call, Token);

        Assert.Null(Assert.Single(replies).Error);
    }

    [Fact]
    public async Task Garbage_IsDropped_AndTheNextCommandAnswered()
    {
        await using var host = await StartAsync();
        foreach (var body in (string[])["[1,2]", "{\"no\":\"method\"}", "{\"method\":\"ping\",\"arguments\":[1]}", "not json",
            "{\"method\":\"ping\",\"pattern\":\"(\",\"matcher\":\"pcre\"}", "{\"method\":\"ping\",\"pattern\":\"x\",\"matcher\":\"none\"}"])
        {
            await host.App.Broker.PublishAsync("celery.pidbox", "", Message(body), Token);
        }

        var pong = await host.App.Control.Inspect(Call).PingAsync(Token);

        Assert.Equal("pong", pong[Node]);
    }

    /// <summary>As Celery's: who counts more loses the elections that commands begin.</summary>
    [Fact]
    public async Task Command_MovesTheClockOfTheWorkerByOne()
    {
        await using var host = await StartAsync();
        var before = host.App.Clock.Value;

        await host.App.Control.Inspect(Call).PingAsync(Token);

        Assert.Equal(before + 1, host.App.Clock.Value);
    }

    [Fact]
    public async Task Answers_HaveTheShape_OfPythons()
    {
        var gate = new TaskCompletionSource();
        var running = new TaskCompletionSource();
        await using var host = await CeleryTestHost.StartAsync(
            worker => worker.MapTask("tasks.wait", async (int seconds) =>
            {
                running.TrySetResult();
                await gate.Task;
                return seconds;
            }),
            new CeleryOptions { Release = CeleryRelease.V52, WorkerConcurrency = 1 }, cancellationToken: Token);
        await host.App.SendTaskAsync("tasks.wait", [60], cancellationToken: Token);
        await running.Task.WaitAsync(Token);
        var waits = await host.App.SendTaskAsync(
            "tasks.wait", [1], new Dictionary<string, object?>(StringComparer.Ordinal) { ["y"] = 2 }, cancellationToken: Token);
        await host.App.SendTaskAsync("tasks.wait", [1], options: new() { Countdown = TimeSpan.FromHours(1) }, cancellationToken: Token);
        await Eventually.TrueAsync(
            () => host.Worker.Sorter.Waiting.Count == 1 && host.Worker.Counts.Reserved == 3, TimeSpan.FromSeconds(30), "all tasks", Token);

        foreach (var command in (string[])["active", "reserved", "scheduled", "active_queues", "clock", "query_task"])
        {
            var arguments = command == "query_task" ? new WireMap().With("ids", waits.Id) : null;
            var ours = Assert.Single(await host.App.Control.BroadcastAsync(command, arguments, Call, Token)).Value;
            var golden = GoldenValue.Read(Golden.Load($"live-reply-{command}").GetProperty("value")).AsMap();
            var pythons = golden[0].Value;
            if (command == "query_task")
            {
                (ours, pythons) = (ours.AsMap()[0].Value, pythons.AsMap()[0].Value);
            }

            Assert.Equal($"{command}: {Shape(pythons)}", $"{command}: {Shape(ours)}");
        }

        gate.SetResult();
    }

    [Fact]
    public async Task Registered_ShowsLimits_AsTheyAreNow()
    {
        await using var host = await StartAsync();
        await host.App.Control.RateLimitAsync("tasks.add", "10/m", Call, Token);
        await host.App.Control.TimeLimitAsync("tasks.add", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7), Call, Token);

        var standard = await host.App.Control.Inspect(Call).RegisteredAsync(cancellationToken: Token);
        var asked = await host.App.Control.Inspect(Call).RegisteredAsync(["soft_time_limit", "time_limit"], Token);

        Assert.Contains("tasks.add [rate_limit=10/m]", standard[Node]);
        Assert.Contains("tasks.add [soft_time_limit=5 time_limit=7]", asked[Node]);
        Assert.DoesNotContain(standard[Node], name => name.StartsWith("celery.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revoke_AnswersAsItsRelease_AndKeepsTheTaskFromRunning()
    {
        await using var host = await StartAsync();

        var replies = await host.App.Control.RevokeAsync(["a", "b"], call: Call, cancellationToken: Token);

        Assert.Equal("tasks {'a', 'b'} flagged as revoked", replies[Node]);
        var stored = await host.App.Result("a").GetMetaAsync(Token);
        Assert.Equal("REVOKED", stored?.Status.Name);
    }

    [Fact]
    public async Task RevokedStamps_KeepTasksFromRunning()
    {
        await using var host = await StartAsync();
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["tenant"] = ["acme"] };

        var replies = await host.App.Control.RevokeByStampedHeadersAsync(headers, call: Call, cancellationToken: Token);

        Assert.Equal("headers {'tenant': ['acme']} flagged as revoked, but not terminated", replies[Node]);
        var stamps = new WireMap().With("tenant", WireValue.List(["other", "acme"]));
        Assert.True(Revoked(new MessageHeaders { StampedHeaders = ["tenant"], Stamps = stamps }));
        Assert.False(Revoked(new MessageHeaders { StampedHeaders = ["tenant"], Stamps = new WireMap().With("tenant", "other") }));
        Assert.False(Revoked(new MessageHeaders { Stamps = stamps }));

        bool Revoked(MessageHeaders message) => host.Worker.Control.Panel.Runtime.State.RevokedStamps.Matches(message);
    }

    [Fact]
    public async Task StateFile_KeepsRevokedIds_OverARestart()
    {
        var path = Path.Combine(Path.GetTempPath(), $"interop-state-{Guid.NewGuid():N}");
        try
        {
            await using (var first = await StartAsync(path))
            {
                await first.App.Control.RevokeAsync(["kept"], call: Call, cancellationToken: Token);
            }

            await using var second = await StartAsync(path);
            var revoked = await second.App.Control.Inspect(Call).RevokedAsync(Token);

            Assert.Equal(["kept"], revoked[Node]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task StateFile_ThatIsDamaged_LeavesTheWorkerWithout()
    {
        var path = Path.Combine(Path.GetTempPath(), $"interop-state-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(path, "{\"version\": 1, \"revoked\": {\"half", Token);
        try
        {
            await using var host = await StartAsync(path);

            Assert.Empty((await host.App.Control.Inspect(Call).RevokedAsync(Token))[Node]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Hello_ExchangesWhatIsRevoked_WithFloatTimes()
    {
        await using var host = await StartAsync();
        await host.App.Control.RevokeAsync(["ours"], call: Call, cancellationToken: Token);
        var arguments = new WireMap().With("from_node", "other@host")
            .With("revoked", new WireMap().With("theirs", WireValue.List([12.5, "theirs"])).With("bare", 3.0).With("odd", "no time"));

        var replies = await host.App.Control.BroadcastAsync("hello", arguments, Call, Token);
        var own = await host.App.Control.BroadcastAsync("hello", new WireMap().With("from_node", Node), Call, Token);

        var revoked = Assert.Single(replies).Value.AsMap()["revoked"]!.Value.AsMap();
        Assert.Equal(["bare", "ours", "theirs"], revoked.Select(pair => pair.Key.AsString()).Order(StringComparer.Ordinal));
        Assert.All(revoked, pair => Assert.Equal(WireKind.Float, pair.Value.AsItems()[0].Kind));
        Assert.True(Assert.Single(own).Value.IsNone);
    }

    [Fact]
    public async Task Call_WithoutReplies_ReturnsNone()
    {
        await using var host = await StartAsync();

        Assert.Empty(await host.App.Control.BroadcastAsync("ping", null, Call with { WaitsForReplies = false }, Token));
    }

    private static Task<CeleryTestHost> StartAsync(string? stateFile = null) => CeleryTestHost.StartAsync(
        worker =>
        {
            worker.StateFile = stateFile;
            worker.MapTask("tasks.add", (int x, int y) => x + y);
        },
        new CeleryOptions { Release = CeleryRelease.V56 }, cancellationToken: Token);

    private static WireMessage Message(string body) => new()
    {
        Properties = new MessageProperties { ContentType = "application/json", ContentEncoding = "utf-8" },
        Headers = MessageHeaders.Empty,
        Body = System.Text.Encoding.UTF8.GetBytes(body),
    };

    private static string Shape(WireValue value) => value switch
    {
        { Kind: WireKind.Map } => $"{{{string.Join(", ", value.AsMap().Select(pair => $"{pair.Key}: {Shape(pair.Value)}"))}}}",
        _ when value.TryGetItems(out var items) => $"[{string.Join(", ", items.Select(Shape).Distinct(StringComparer.Ordinal))}]",
        _ => value.Kind.ToString(),
    };
}
