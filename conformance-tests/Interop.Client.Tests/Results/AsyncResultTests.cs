using System.Text;
using Interop.Client.Backends;
using Interop.Client.Backends.InMemory;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.Results;

public sealed class AsyncResultTests : IAsyncDisposable
{
    private static readonly ResultRoute NoRoute = new(null, null);

    private readonly InMemoryResultBackend _backend;
    private readonly TestApp _test;

    public AsyncResultTests()
    {
        _backend = new InMemoryResultBackend(new TestApp().Context);
        _test = new TestApp(backend: _backend);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Get_ReturnsTheResult_AsAnyType()
    {
        await StoreAsync("int", "5");
        await StoreAsync("list", "[1, 2]");
        await StoreAsync("null", "null");
        await StoreAsync("time", "\"2026-01-02T03:04:05+00:00\"");

        Assert.Equal(5, await _test.App.Result<int>("int").GetAsync(cancellationToken: Token));
        Assert.Equal(3, (await _test.App.Result("list").GetAsync<int[]>(cancellationToken: Token)).Sum());
        Assert.Null(await _test.App.Result<string?>("null").GetAsync(cancellationToken: Token));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), await _test.App.Result<DateTimeOffset>("time").GetAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Get_SaysWhatDoesNotFit_WhenTheResultIsOfAnotherType()
    {
        await StoreAsync("id", "\"five\"");

        var e = await Assert.ThrowsAsync<ResultReadException>(() => _test.App.Result<int>("id").GetAsync(cancellationToken: Token));

        Assert.StartsWith("The result of task id cannot be read as System.Int32: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WaitsUntilTheTaskIsReady()
    {
        var states = new List<string>();
        var started = new TaskCompletionSource();
        var waiting = _test.App.Result("id").WaitAsync(
            onState: meta =>
            {
                states.Add(meta.Status.Name);
                started.TrySetResult();
            },
            cancellationToken: Token);
        await StoreAsync("id", "{\"done\": 1}", new TaskState("PROGRESS"));
        await started.Task.WaitAsync(Token);
        Assert.False(waiting.IsCompleted);

        await StoreAsync("id", "5");

        Assert.Equal(TaskState.Success, (await waiting).Status);
        Assert.Equal("PROGRESS", states[0]);
    }

    [Fact]
    public async Task Get_ThrowsTheFailure_AsData()
    {
        await FailAsync("id", TaskState.Failure, new RemoteError { Type = "ValueError", Module = "builtins", Args = ["bad", 42] });

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => _test.App.Result<int>("id").GetAsync(cancellationToken: Token));

        Assert.Equal(("id", "ValueError", "builtins", "Traceback ..."), (e.TaskId, e.Error.Type, e.Error.Module, e.Error.Traceback));
        Assert.Equal([WireValue.String("bad"), 42], e.Error.Args);
        Assert.Equal("Task id raised ValueError: ('bad', 42).", e.Message);
        Assert.Equal("ValueError", _test.App.Exceptions.ToRemoteError(e).Type);
    }

    [Fact]
    public async Task Get_ThrowsARevocation_WithItsReason()
    {
        await FailAsync("id", TaskState.Revoked, new RemoteError { Type = "TaskRevokedError", Module = "celery.exceptions", Args = ["expired"] });

        var e = await Assert.ThrowsAsync<TaskRevokedException>(() => _test.App.Result<int>("id").GetAsync(cancellationToken: Token));

        Assert.Equal("Task id was not run to its end: expired.", e.Message);
        Assert.Equal("TaskRevokedError", _test.App.Exceptions.ToRemoteError(e).Type);
        Assert.Equal("TaskRevokedError", _test.App.Exceptions.ToRemoteError(new TaskRevokedException("id")).Type);
    }

    [Fact]
    public async Task Get_ReturnsTheDefault_WhenFailuresAreNotPropagated()
    {
        await FailAsync("id", TaskState.Failure, new RemoteError { Type = "ValueError" });
        var result = _test.App.Result<int?>("id");

        Assert.Null(await result.GetAsync(null, propagate: false, Token));
        Assert.Equal("ValueError", (await result.WaitAsync(propagate: false, cancellationToken: Token)).Error!.Type);
    }

    [Fact]
    public async Task Get_NamesTaskTimeAndState_WhenTheTimeIsOver()
    {
        await StoreAsync("id", "null", TaskState.Started);

        var e = await Assert.ThrowsAsync<TimeoutException>(
            () => _test.App.Result<int>("id").GetAsync(TimeSpan.FromMilliseconds(20), Token));

        Assert.StartsWith("Task id was not ready after 0.02 s; its last known state is STARTED. ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_HasADefaultTimeout()
    {
        await using var test = new TestApp(new() { ResultTimeout = TimeSpan.FromMilliseconds(20) }, backend: new InMemoryResultBackend(_test.Context));

        var e = await Assert.ThrowsAsync<TimeoutException>(() => test.App.Result<int>("id").GetAsync(cancellationToken: Token));

        Assert.Contains("its last known state is PENDING", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_IsCancelled_ByTheCaller()
    {
        using var source = new CancellationTokenSource();
        var waiting = _test.App.Result<int>("id").GetAsync(cancellationToken: source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Get_RefusesToWait_WhenTheResultIsIgnored()
    {
        var sent = await _test.App.SendTaskAsync<int>("a", options: new() { IgnoreResult = true }, cancellationToken: Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => sent.GetAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Everything_NamesTheSetting_WhenThereIsNoBackend()
    {
        await using var test = new TestApp();
        var result = await test.App.SendTaskAsync<int>("a", cancellationToken: Token);

        foreach (var act in new Func<Task>[]
        {
            () => result.GetAsync(cancellationToken: Token), () => result.GetStateAsync(Token).AsTask(), () => result.ForgetAsync(Token).AsTask(),
        })
        {
            var e = await Assert.ThrowsAsync<ResultReadException>(act);
            Assert.Contains("Set result_backend", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task State_IsPending_UntilThereIsARecord()
    {
        var result = _test.App.Result("id");
        Assert.Equal((TaskState.Pending, false), (await result.GetStateAsync(Token), await result.IsReadyAsync(Token)));

        await FailAsync("id", TaskState.Failure, new RemoteError { Type = "E" });

        Assert.Equal((TaskState.Failure, true), (await result.GetStateAsync(Token), await result.IsReadyAsync(Token)));
        Assert.Equal("Traceback ...", await result.GetTracebackAsync(Token));

        await result.ForgetAsync(Token);

        Assert.Equal(TaskState.Pending, await result.GetStateAsync(Token));
    }

    [Fact]
    public async Task Children_AreThoseOfTheRecord_WithTheMembersOfGroups()
    {
        var group = new ResultTuple("g", null, [new ResultTuple("m1"), new ResultTuple("m2", new ResultTuple("p"))]);
        await _backend.StoreAsync(
            new ResultMeta { TaskId = "id", Status = TaskState.Success, Children = [new ResultTuple("a"), group] }, NoRoute, Token);

        var children = await _test.App.Result("id").GetChildrenAsync(Token);

        Assert.Equal(["a", "m1", "m2"], children.Select(child => child.Id));
        Assert.Equal("p", children[2].Parent!.Id);
    }

    [Fact]
    public async Task SendAsync_ReturnsTheLastStep_WithThoseBeforeAsParents()
    {
        var add = new TaskRef<int>("tasks.add");

        var result = await _test.App.SendAsync<int>(Chain.Of(add.S(1, 2), add.S(3), add.S(4)), cancellationToken: Token);

        var first = _test.Broker.Single.Headers.Id;
        Assert.Equal(first, result.Parent!.Parent!.Id);
        Assert.Null(result.Parent.Parent.Parent);
        Assert.Equal(new ResultTuple(result.Id, new ResultTuple(result.Parent.Id, new ResultTuple(first!))), result.ToTuple());
    }

    [Fact]
    public async Task SendGroupAsync_ReturnsTheMembers_AndTheirResults()
    {
        var add = new TaskRef<int>("tasks.add");
        await Assert.ThrowsAsync<ArgumentException>(async () => await _test.App.SendAsync<int>(Group.Of(add.S(1)), cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _test.App.SendGroupAsync<int>(add.S(1), cancellationToken: Token));

        var group = await _test.App.SendGroupAsync<int>(Group.Of(add.S(1), add.S(2)), cancellationToken: Token);
        await StoreAsync(group.Results[1].Id, "2");
        await StoreAsync(group.Results[0].Id, "1");

        Assert.Equal([1, 2], await group.GetAsync(cancellationToken: Token));
        Assert.Equal(group.Id, _test.Broker.Messages[0].Headers.Group);
    }

    [Fact]
    public async Task SendAsync_KnowsTheType_FromTheTaskRef()
    {
        AsyncResult<int> result = await _test.App.SendAsync(new TaskRef<int>("tasks.add"), [1, 2], cancellationToken: Token);

        Assert.Equal("tasks.add", _test.Broker.Single.Headers.Task);
        Assert.Equal(result.Id, _test.Broker.Single.Headers.Id);
    }

    // Captured from Python: {"method", "arguments", "destination", "pattern", "matcher"} to the fanout exchange celery.pidbox.
    [Fact]
    public async Task Revoke_BroadcastsWhatPythonDoes()
    {
        await _test.App.Result("id").RevokeAsync(terminate: true, cancellationToken: Token);

        var message = _test.Broker.Single;
        var exchange = Assert.Single(_test.Broker.Exchanges);
        Assert.Equal(("celery.pidbox", "fanout", false), (exchange.Name, exchange.Type, exchange.Durable));
        Assert.Equal(
            "{\"method\": \"revoke\", \"arguments\": {\"task_id\": \"id\", \"terminate\": true, \"signal\": \"SIGTERM\"}, "
            + "\"destination\": null, \"pattern\": null, \"matcher\": null}",
            Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal(("celery.pidbox", "", 2, 0), (message.Properties.Exchange, message.Properties.RoutingKey, message.Properties.DeliveryMode, message.Properties.Priority));
        Assert.Equal(new WireMap().With("clock", 1).With("expires", 0), message.Headers.Extra);
    }

    private ValueTask StoreAsync(string id, string json, TaskState? state = null) => _backend.StoreAsync(
        new ResultMeta { TaskId = id, Status = state ?? TaskState.Success, ResultJson = Encoding.UTF8.GetBytes(json) }, NoRoute, Token);

    private ValueTask FailAsync(string id, TaskState state, RemoteError error) => _backend.StoreAsync(
        new ResultMeta { TaskId = id, Status = state, Error = error, Traceback = "Traceback ..." }, NoRoute, Token);
}
