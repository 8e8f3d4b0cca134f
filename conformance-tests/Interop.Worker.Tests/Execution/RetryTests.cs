using System.Text;
using Interop.Client.Brokers;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Testing;
using Interop.Worker.Execution;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Execution;

public sealed class RetryTests
{
    private static readonly DateTimeOffset GoldenNow =
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789_010);

    [Theory]
    [InlineData("v2-inside-retry")]
    [InlineData("v2-inside-retry-default")]
    [InlineData("v2-inside-retry-new-args")]
    [InlineData("v2-inside-retry-group")]
    public async Task Retry_SendsWhatPythonSends(string name)
    {
        var golden = Golden.Load(name).GetProperty("messages")[0].GetProperty("amqp").GetProperty("properties");
        await using var runtime = new TestRuntime(
            worker => worker.MapTask("tasks.add", (int x, int y, int z, TaskContext task) =>
            {
                throw name switch
                {
                    "v2-inside-retry" => task.Retry(countdown: TimeSpan.FromSeconds(3)),
                    "v2-inside-retry-default" => task.Retry(),
                    "v2-inside-retry-group" => task.Retry(countdown: TimeSpan.FromSeconds(1)),
                    _ => task.Retry(
                        new ArgumentException("bad"), TimeSpan.FromSeconds(1), args: [9],
                        kwargs: new Dictionary<string, object?> { ["k"] = 1 }),
                };
            }),
            new() { Release = CeleryRelease.V52 }, now: GoldenNow);
        var isGroup = name.EndsWith("group", StringComparison.Ordinal);
        var callback = """{"task": "tasks.report", "args": [], "kwargs": {}, "options": {}, "subtask_type": null, "immutable": false}""";
        await runtime.RunAsync(TestDelivery.Of(
            "tasks.add", "[1, 2]", """{"z": 3}""", isGroup ? $$"""{"callbacks": [{{callback}}]}""" : "{}",
            headers: h => h with
            {
                RootId = "root-id",
                ParentId = "old-parent",
                Retries = 1,
                Origin = "gen4242@fixture",
                Group = isGroup ? "my-group" : null,
                GroupIndex = isGroup ? 2 : null,
            }));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        var expected = golden.GetProperty("application_headers").GetProperty("dict").EnumerateArray()
            .Select(pair => $"{pair[0]}={pair[1]}".Replace(" ", "", StringComparison.Ordinal)).ToList();
        var actual = MessageHeadersCodec.ToMap(sent.Headers, CeleryRelease.V52)
            .Select(pair => $"{pair.Key.AsString()}={Encoding.UTF8.GetString(runtime.App.Codec.Write(pair.Value))}"
                .Replace(" ", "", StringComparison.Ordinal).Replace("=\"", "=", StringComparison.Ordinal).TrimEnd('"')
                .Replace("=null", "=", StringComparison.Ordinal).Replace("=false", "=False", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected, actual);
        Assert.Equal(Encoding.UTF8.GetString(Golden.Body(name)), Encoding.UTF8.GetString(sent.Body.Span));
        Assert.Equal(("task-id", "replies", 2, 0),
            (sent.Properties.CorrelationId, sent.Properties.ReplyTo, sent.Properties.DeliveryMode, sent.Properties.Priority));
    }

    [Theory]
    [InlineData(null, "2026-01-02T03:14:05+00:00", "599321")]
    [InlineData(60.0, "2026-01-02T03:05:05.678901+00:00", "60000")]
    [InlineData(-1.0, null, null)]
    public async Task Retry_ExpiresWithItsMessage_UnlessItSaysOtherwise(double? seconds, string? expires, string? expiration)
    {
        await using var runtime = new TestRuntime(
            worker => worker.MapTask("t.retry", (TaskContext task) => { throw task.Retry(
                countdown: TimeSpan.FromSeconds(1),
                expires: seconds switch { null => null, < 0 => Timeout.InfiniteTimeSpan, { } time => TimeSpan.FromSeconds(time) }); }),
            now: GoldenNow);

        await runtime.RunAsync(TestDelivery.Of(
            "t.retry", headers: h => h with { Expires = IsoTimestamp.From(GoldenNow.AddTicks(-6_789_010).AddMinutes(10)) }));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        Assert.Equal((expires, expiration), (sent.Headers.Expires?.ToString(), sent.Properties.Expiration));
    }

    [Fact]
    public async Task Retry_StoresTheStateWithTheTaskAsItsOwnChild()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask(
            "t.retry", (TaskContext task) => { throw task.Retry(new KeyNotFoundException("k"), TimeSpan.FromSeconds(1)); }).WithAcksLate());
        var delivery = TestDelivery.Of("t.retry");

        await runtime.RunAsync(delivery);

        var meta = (await runtime.App.Backend.GetAsync("task-id", CancellationToken.None))!;
        Assert.Equal(TaskState.Retry, meta.Status);
        Assert.Equal("KeyError", meta.Error!.Type);
        Assert.Equal("task-id", Assert.Single(meta.Children!).Id);
        Assert.Null(meta.DateDone);
        Assert.EndsWith("celery.exceptions.Retry: Retry in 1s: KeyError('k')\n", meta.Traceback, StringComparison.Ordinal);
        Assert.Equal(Settlement.Ack, await delivery.Settled);
        Assert.Contains("Task t.retry[task-id] retry: Retry in 1s: KeyError('k')", runtime.Logs.Messages);
    }

    [Fact]
    public async Task Retry_IsStored_BeforeAnyoneCanRunTheTaskAgain()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.retry", (TaskContext task) =>
        {
            throw task.Retry(countdown: TimeSpan.Zero);
        }));
        var context = runtime.Context(TestDelivery.Of("t.retry"));
        runtime.Runtime.Lifecycle.Received(context);
        await runtime.Runner.InvokeAsync(context).AsTask().WaitAsync(TestRuntime.Limit);
        runtime.Runtime.Close(); // Nothing is published from here on.

        await runtime.Runner.FinishAsync(context).WaitAsync(TestRuntime.Limit);

        var meta = await runtime.App.Backend.GetAsync("task-id", CancellationToken.None);
        Assert.Equal(TaskState.Retry, meta?.Status);
        Assert.Empty(await runtime.TakeAsync("celery"));
    }

    [Fact]
    public async Task Retry_FailsWithTheGivenException_WhenNoneAreLeft()
    {
        var context = await ExhaustAsync(task => task.Retry(new TimeoutException("slow")));

        Assert.Equal(TaskEnding.Failure, context.Ending);
        Assert.Equal("slow", Assert.IsType<TimeoutException>(context.Exception).Message);
    }

    [Fact]
    public async Task Retry_SaysMaxRetriesExceeded_WhenNoneAreLeftAndNoneWasGiven()
    {
        var context = await ExhaustAsync(task => task.Retry());

        Assert.Equal(
            "Can't retry t.retry[task-id] args:('a',) kwargs:{'k': 1}", Assert.IsType<MaxRetriesExceededException>(context.Exception).Message);
    }

    [Fact]
    public async Task Retry_HasNoLimit_WhenTheTaskHasNone()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask(
            "t.retry", (TaskContext task) => { throw task.Retry(); }).WithRetry(maxRetries: null));

        var context = await runtime.RunAsync(TestDelivery.Of("t.retry", headers: h => h with { Retries = 5000 }));

        Assert.Equal(TaskEnding.Retry, context.Ending);
        Assert.Equal(5001, Assert.Single(await runtime.TakeAsync("celery")).Headers.Retries);
    }

    [Fact]
    public async Task AutoRetry_WaitsLongerEachTime()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask(
            "t.retry", () => { throw new TimeoutException(); }).WithAutoRetry<TimeoutException>(backoff: 2, jitter: false));

        await runtime.RunAsync(TestDelivery.Of("t.retry", headers: h => h with { Retries = 2 }));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        Assert.Equal(runtime.Time.GetUtcNow().AddSeconds(8), sent.Headers.Eta!.Value.ToDateTimeOffset());
    }

    [Fact]
    public async Task AutoRetry_Fails_WhenNoneAreLeftOrTheExceptionIsAnother()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask(
            "t.retry", (bool other) => { throw other ? new InvalidOperationException() : new TimeoutException(); })
            .WithAutoRetry<TimeoutException>());

        var exhausted = await runtime.RunAsync(TestDelivery.Of("t.retry", "[false]", headers: h => h with { Retries = 3 }));
        var other = await runtime.RunAsync(TestDelivery.Of("t.retry", "[true]"));

        Assert.Equal((TaskEnding.Failure, TaskEnding.Failure), (exhausted.Ending, other.Ending));
        Assert.Empty(await runtime.TakeAsync("celery"));
    }

    [Fact]
    public async Task Retry_LeavesTheBrokersHeadersBehind()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.retry", (TaskContext task) => { throw task.Retry(); }));

        await runtime.RunAsync(TestDelivery.Of("t.retry", headers: h => h with
        {
            Extra = new Protocol.Values.WireMap().With("x-death", 1).With("mine", 2).With("redelivered", true),
        }));

        var extra = Assert.Single(await runtime.TakeAsync("celery")).Headers.Extra!;
        Assert.Equal("mine", Assert.Single(extra).Key.AsString());
    }

    private static async Task<TaskContext> ExhaustAsync(Func<TaskContext, Exception> retry)
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask(
            "t.retry", (string a, int k, TaskContext task) => { throw retry(task); }));
        return await runtime.RunAsync(TestDelivery.Of(
            "t.retry", """["a"]""", """{"k": 1}""", headers: h => h with { Retries = 3 }));
    }
}
