using Interop.Client.Events;
using Interop.Protocol.Events;
using Interop.Protocol.Results;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>What a C# worker and a Python worker say of the same tasks is the same, as Python hears it; and C# hears Python.</summary>
[Trait(Capabilities.Trait, Capabilities.Events)]
public abstract class EventsSuite(EventsFleets fleets, string broker) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private EventsFleet? _fleet;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EventsFleet Fleet => _fleet!;

    public async ValueTask InitializeAsync() => _fleet = await fleets.GetAsync(broker);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Theory]
    [InlineData("task-succeeded", "cs.add", "[2, 3]", "tasks.add", "[2, 3]", "{}")]
    [InlineData("task-failed", "cs.raise", """["argument", "bad"]""", "tasks.raise_value_error", """["bad"]""", "{}")]
    [InlineData("task-succeeded", "cs.retry_then", """["v", 1]""", "tasks.retry_then", """["v", 1]""", "{}")]
    [InlineData("task-rejected", "cs.reject_me", "[]", "tasks.reject_me", "[]", "{}")]
    [InlineData("task-revoked", "cs.add", "[2, 3]", "tasks.add", "[2, 3]", """{"countdown": 4.0, "expires": 3.0}""")]
    [InlineData("task-failed", "cs.nobody", "[]", "tasks.nobody", "[]", "{}")]
    public async Task Task_IsToldOfAsPythonTellsIt(
        string last, string ours, string ourArgs, string theirs, string theirArgs, string options)
    {
        var mine = await Fleet.Python.SendTaskAsync(ours, ourArgs, "{}", options, Cancellation);
        var python = await Fleet.Python.SendTaskAsync(theirs, theirArgs, "{}", options, Cancellation);

        await ToldAsync(mine, last);
        await ToldAsync(python, last);

        var (ourStory, theirStory) = (Story(mine), Story(python));
        Assert.Contains(last, theirStory.Select(told => told.Type));
        Assert.Equal(theirStory, ourStory);
    }

    [Fact]
    public async Task Values_AreThoseOfPython_ForTheSameTask()
    {
        var mine = await Fleet.Python.SendTaskAsync("cs.add", "[2, 3]", "{\"z\": 4}", "{\"shadow\": \"shown\"}", Cancellation);
        var python = await Fleet.Python.SendTaskAsync("tasks.add", "[2, 3]", "{\"z\": 4}", "{\"shadow\": \"shown\"}", Cancellation);

        var done = await ToldAsync(mine, "task-succeeded");
        await ToldAsync(python, "task-succeeded");

        var (received, theirs) = (Of(mine, "task-received"), Of(python, "task-received"));
        Assert.All(
            ["name", "args", "kwargs", "parent_id", "retries", "eta", "expires", "utcoffset"],
            field => Assert.Equal(theirs.Fields.GetProperty(field).ToString(), received.Fields.GetProperty(field).ToString()));
        Assert.Equal(mine, received.Fields.GetProperty("root_id").GetString());
        Assert.Equal("9", done.Fields.GetProperty("result").GetString());
        Assert.Equal("SUCCESS", done.Task!.Value.GetProperty("state").GetString());
        Assert.Equal("9", done.Task!.Value.GetProperty("result").GetString());
        Assert.True(done.IsAlive);
        Assert.True(received.Fields.GetProperty("clock").GetInt64() < done.Fields.GetProperty("clock").GetInt64());
    }

    [Fact]
    public async Task Worker_SaysItIsThere_AsPythonDoes()
    {
        foreach (var type in (string[])["worker-online", "worker-heartbeat"])
        {
            // Those that somebody asked for say less.
            var mine = await Fleet.Recorder.WaitAsync(
                type, e => e.Type == type && e.Hostname == Fleet.CSharpNode && e.Fields.TryGetProperty("active", out _), Cancellation);
            var python = await Fleet.Recorder.WaitAsync(
                type, e => e.Type == type && e.Hostname.StartsWith("evpython@", StringComparison.Ordinal)
                    && e.Fields.TryGetProperty("active", out _), Cancellation);

            Assert.Equal(python.Shape, mine.Shape);
            Assert.Equal("py-celery", mine.Fields.GetProperty("sw_ident").GetString());
            Assert.Equal(2.0, mine.Fields.GetProperty("freq").GetDouble());
            Assert.Equal(python.Fields.GetProperty("sw_sys").GetString(), mine.Fields.GetProperty("sw_sys").GetString());
            Assert.True(mine.IsAlive);
        }
    }

    [Fact]
    public async Task Custom_EventsComeBetweenTheTasksOwn()
    {
        var id = await Fleet.Python.SendTaskAsync("cs.custom", "[7]", "{}", "{}", Cancellation);

        await ToldAsync(id, "task-succeeded");

        var custom = Of(id, "task-progress");
        Assert.Equal(["hostname", "utcoffset", "pid", "clock", "uuid", "step", "timestamp", "type"], custom.Keys);
        Assert.Equal(7, custom.Fields.GetProperty("step").GetInt32());
        Assert.Equal(
            ["task-received", "task-started", "task-progress", "task-succeeded"],
            Fleet.Recorder.Events.Where(e => e.TaskId == id && e.Type != "task-sent").Select(e => e.Type));
    }

    [Fact]
    public async Task Task_IsNotToldOf_WhenItWantsNoEvents()
    {
        var quiet = await Fleet.Python.SendTaskAsync("cs.quiet", "[]", "{}", "{}", Cancellation);
        var loud = await Fleet.Python.SendTaskAsync("cs.add", "[1, 1]", "{}", "{}", Cancellation);

        await ToldAsync(loud, "task-succeeded");

        Assert.DoesNotContain(Fleet.Recorder.Events, e => e.TaskId == quiet && e.Type != "task-sent");
    }

    [Fact]
    public async Task Sent_IsToldByOurProducer_AsByPythons()
    {
        var mine = await Fleet.App.SendTaskAsync<int>("tasks.add", [2, 3], cancellationToken: Cancellation);
        var python = await Fleet.Python.SendTaskAsync("tasks.add", "[2, 3]", "{}", "{}", Cancellation);

        var (ours, theirs) = (await ToldAsync(mine.Id, "task-sent"), await ToldAsync(python, "task-sent"));

        Assert.Equal(theirs.Shape, ours.Shape);
        Assert.All(
            ["name", "kwargs", "queue", "exchange", "routing_key", "retries"],
            field => Assert.Equal(theirs.Fields.GetProperty(field).ToString(), ours.Fields.GetProperty(field).ToString()));
        Assert.StartsWith("gen", ours.Hostname, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dump_PrintsOurEvents()
    {
        var id = await Fleet.Python.SendTaskAsync("cs.add", "[20, 3]", "{}", "{}", Cancellation);

        var line = await Fleet.Dump.WaitForLineAsync(
            line => line.Contains("task succeeded", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal), Deadline,
            "'task succeeded'", Cancellation);

        Assert.StartsWith(Fleet.CSharpNode, line, StringComparison.Ordinal);
        Assert.Contains("result=23", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receiver_HearsPython()
    {
        await using var receiver = await Fleet.App.Events.ReceiveAsync(cancellationToken: Cancellation);
        var state = Fleet.App.Events.CreateState();
        var id = await Fleet.Python.SendTaskAsync("tasks.add", "[2, 3]", "{}", "{}", Cancellation);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Deadline);
        await foreach (var told in receiver.ReadAllAsync(limit.Token))
        {
            state.Apply(told);
            if (told.Type == EventTypes.TaskSucceeded && told.TaskId == id)
            {
                break;
            }
        }

        var task = state.FindTask(id)!;
        Assert.Equal(TaskState.Success, task.State);
        Assert.Equal(("tasks.add", "[2, 3]", "5"), (task.Name, task.Args, task.Result));
        Assert.True(task.Received <= task.Started && task.Started <= task.Succeeded);
        var worker = Assert.Single(state.AliveWorkers, one => one.Hostname == task.Worker);
        Assert.StartsWith("evpython@", worker.Hostname, StringComparison.Ordinal);
        Assert.True(Fleet.App.Clock.Value > task.Clock);
    }

    [Fact]
    public async Task Gossip_TellsPythonWhoCameAndWent()
    {
        await Fleet.StartAndStopAnotherAsync(
            "evleaver",
            async () =>
            {
                await Fleet.PythonWorker.WaitForLogAsync($"evleaver@{Environment.MachineName} joined the party", Deadline, Cancellation);
                await Fleet.Logs.WaitForAsync(
                    e => e.Message == $"evleaver@{Environment.MachineName} joined the party", Deadline, Cancellation);
            },
            Cancellation);

        await Fleet.PythonWorker.WaitForLogAsync($"evleaver@{Environment.MachineName} left", Deadline, Cancellation);
        await Fleet.Logs.WaitForAsync(e => e.Message == $"evleaver@{Environment.MachineName} left", Deadline, Cancellation);
        var offline = await Fleet.Recorder.WaitAsync(
            "worker-offline", e => e.Type == "worker-offline" && e.Hostname == $"evleaver@{Environment.MachineName}", Cancellation);
        var heartbeat = Fleet.Recorder.Events.First(e => e.Type == "worker-heartbeat");
        Assert.Equal(heartbeat.Shape, offline.Shape);
        Assert.False(offline.IsAlive);
    }

    [Fact]
    public async Task Gossip_KnowsPythonWorkers()
        => await Fleet.Logs.WaitForAsync(
            e => e.Message.StartsWith("evpython@", StringComparison.Ordinal) && e.Message.EndsWith(" joined the party", StringComparison.Ordinal),
            Deadline, Cancellation);

    [Fact]
    public async Task Election_IsAcknowledged_AsByPython()
    {
        var id = Guid.NewGuid().ToString();

        Fleet.App.Events.Send("worker-elect", new Dictionary<string, object?>
        {
            ["id"] = id, ["topic"] = "task", ["action"] = new Dictionary<string, object?>(), ["cver"] = 1,
        });

        var mine = await AcknowledgedAsync(id, Fleet.CSharpNode);
        var python = await AcknowledgedAsync(id, "evpython@");
        Assert.Equal(python.Shape, mine.Shape);
    }

    private Task<RecordedEvent> AcknowledgedAsync(string id, string node) => Fleet.Recorder.WaitAsync(
        "worker-elect-ack",
        e => e.Type == "worker-elect-ack" && e.Fields.GetProperty("id").GetString() == id
            && e.Hostname.StartsWith(node, StringComparison.Ordinal),
        Cancellation);

    private Task<RecordedEvent> ToldAsync(string id, string type) =>
        Fleet.Recorder.WaitAsync($"{type} of {id}", e => e.TaskId == id && e.Type == type, Cancellation);

    private RecordedEvent Of(string id, string type) => Fleet.Recorder.Events.Single(e => e.TaskId == id && e.Type == type);

    // The next run of a retried task may begin before the retry is told, so of those the order says nothing. A retry without a wait
    // has an ETA of now in C# and none in Python.
    private List<(string Type, string Shape)> Story(string id)
    {
        var story = Fleet.Recorder.Events.Where(e => e.TaskId == id && e.Type != "task-sent").Select(e => (e.Type, e.Shape)).ToList();
        return story.Exists(told => told.Type == "task-retried")
            ? [.. story.Select(told => (told.Type, told.Shape.Replace("eta: str", "eta: NoneType", StringComparison.Ordinal))).Order()]
            : story;
    }
}
