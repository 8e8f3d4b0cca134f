using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>C# sends tasks to a Python worker and reads what came of them.</summary>
public abstract class CSharpCallsSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    [Trait(Capabilities.Trait, Capabilities.CSharpCalls)]
    public async Task Result_IsReadAsItsType()
    {
        var sum = await App.SendTaskAsync<int>("tasks.add", [2, 3], cancellationToken: Cancellation);

        Assert.Equal(5, await sum.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.CSharpCalls)]
    public async Task Keywords_ArriveByName()
    {
        var kwargs = new Dictionary<string, object?> { ["a"] = "x", ["b"] = null };

        var sent = await App.SendTaskAsync<List<string?>>("tasks.kwargs_only", kwargs: kwargs, cancellationToken: Cancellation);

        Assert.Equal(["x", null], await sent.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.CSharpCalls)]
    public async Task Arguments_ArriveAsPythonsTypes()
    {
        object?[] args = [null, true, 1, 12345678901234567890m.ToString("0", System.Globalization.CultureInfo.InvariantCulture), 2.5,
            System.Numerics.BigInteger.Pow(10, 40), double.NaN, new[] { 1, 2 }, new Dictionary<string, object?> { ["k"] = "ü🚀" }];

        var sent = await App.SendTaskAsync<WireValue>("tasks.describe", args, cancellationToken: Cancellation);

        Assert.Equal(
            "[[['NoneType', 'None'], ['bool', 'True'], ['int', '1'], ['str', \"'12345678901234567890'\"], ['float', '2.5'], "
            + "['int', '10000000000000000000000000000000000000000'], ['float', 'nan'], ['list', '[1, 2]'], ['dict', \"{'k': 'ü🚀'}\"]], {}]",
            (await sent.GetAsync(Deadline, Cancellation)).ToString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Options)]
    public async Task Message_IsThatOfACeleryProducer()
    {
        var options = new TaskSendOptions
        {
            Headers = new Dictionary<string, object?> { ["tenant"] = "acme" },
            Priority = 3,
            Shadow = "nice name",
            SoftTimeLimit = TimeSpan.FromSeconds(50),
            TimeLimit = TimeSpan.FromSeconds(60),
        };

        var sent = await App.SendTaskAsync<Dictionary<string, object?>>("tasks.request_info", ["a"],
            new Dictionary<string, object?> { ["k"] = 1 }, options, Cancellation);
        var info = await sent.GetAsync(Deadline, Cancellation);

        Assert.Equal(sent.Id, info["id"]);
        Assert.Equal(sent.Id, info["root_id"]);
        Assert.Null(info["parent_id"]);
        Assert.Equal("tasks.request_info", info["task"]);
        Assert.Equal("nice name", info["shadow"]);
        Assert.Equal("('a',)", info["argsrepr"]);
        Assert.Equal("{'k': 1}", info["kwargsrepr"]);
        Assert.Equal([60L, 50L], Assert.IsType<List<object?>>(info["timelimit"]).Select(value => Convert.ToInt64(value, null)));
        Assert.Equal(3L, Assert.IsType<Dictionary<string, object?>>(info["delivery_info"])["priority"]);
        Assert.Equal(sent.Id, info["correlation_id"]);
        Assert.Equal(App.Oid, info["reply_to"]);
    }

    [Theory]
    [InlineData("tasks.raise_value_error", "builtins", "ValueError")]
    [InlineData("tasks.raise_key_error", "builtins", "KeyError")]
    [InlineData("tasks.fail", "interop_errors", "PaymentError")]
    [InlineData("tasks.fail_nested", "interop_errors", "Ledger.ClosedError")]
    [Trait(Capabilities.Trait, Capabilities.PythonErrors)]
    public async Task Failure_IsThrownWithItsPythonType(string task, string module, string type)
    {
        var sent = await App.SendTaskAsync<int>(task, ["it broke"], cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => sent.GetAsync(Deadline, Cancellation));

        Assert.Equal((sent.Id, module, type), (thrown.TaskId!, thrown.Error.Module!, thrown.Error.Type));
        Assert.Equal([WireValue.String("it broke")], thrown.Error.Args);
        Assert.Contains("Traceback (most recent call last):", thrown.Error.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonErrors)]
    public async Task Failure_KeepsEveryArgument()
    {
        var sent = await App.SendTaskAsync<int>("tasks.fail", ["declined", 42, null], cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => sent.GetAsync(Deadline, Cancellation));

        Assert.Equal("PaymentError('declined', 42, None)", thrown.Error.ToString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonErrors)]
    public async Task WrongArguments_AreATypeError()
    {
        var sent = await App.SendTaskAsync<int>("tasks.add", [1], cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => sent.GetAsync(Deadline, Cancellation));

        Assert.Equal("TypeError", thrown.Error.Type);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonErrors)]
    public async Task UnknownTask_IsNotRegistered()
    {
        var sent = await App.SendTaskAsync<int>("tasks.no_such_task", [1], cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => sent.GetAsync(Deadline, Cancellation));

        Assert.Equal(("celery.exceptions", "NotRegistered"), (thrown.Error.Module!, thrown.Error.Type));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Schedules)]
    public async Task Countdown_IsServed()
    {
        var sent = await App.SendTaskAsync<int>("tasks.add", [2, 3],
            options: new() { Countdown = TimeSpan.FromSeconds(0.3) }, cancellationToken: Cancellation);

        Assert.Equal(5, await sent.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Schedules)]
    public async Task Expired_IsRevoked()
    {
        var sent = await App.SendTaskAsync<int>("tasks.add", [2, 3], options: new()
        {
            Expires = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Expiration = TimeSpan.FromMinutes(10),
        }, cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskRevokedException>(() => sent.GetAsync(Deadline, Cancellation));

        Assert.Equal("expired", thrown.Error!.Message);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task Retry_IsServed()
    {
        var sent = await App.SendTaskAsync<WireValue>("tasks.retry_then", ["v", 2], cancellationToken: Cancellation);

        Assert.Equal("['v', 2]", (await sent.GetAsync(Deadline, Cancellation)).ToString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.States)]
    public async Task CustomStates_ArePushed_WhileWaiting()
    {
        var states = new List<ResultMeta>();
        var sent = await App.SendTaskAsync<int>("tasks.progress", [3], cancellationToken: Cancellation);

        var last = await sent.WaitAsync(Deadline, onState: states.Add, cancellationToken: Cancellation);

        Assert.Equal(TaskState.Success, last.Status);
        Assert.All(states, meta => Assert.Contains(meta.Status.Name, new[] { "PENDING", "STARTED", "PROGRESS", "SUCCESS" }));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Protocol1)]
    public async Task Protocol1_IsServed()
    {
        await using var old = Client.CeleryApp.Create(Pair.Setup.Options(Pair.Setup.PythonQueue) with { TaskProtocol = 1 });

        var sent = await old.SendTaskAsync<int>("tasks.add", [2], new Dictionary<string, object?> { ["y"] = 3 }, cancellationToken: Cancellation);

        Assert.Equal(5, await sent.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.CSharpCalls)]
    public async Task ManyTasks_AllReturn_WhenTheyAreAwaitedTogether()
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            async n => await App.SendTaskAsync<int>("tasks.add", [n, 1], cancellationToken: Cancellation)));

        var results = await Task.WhenAll(sent.Select(result => result.GetAsync(Deadline, Cancellation)));

        Assert.Equal(Enumerable.Range(1, 100), results);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task Ignored_SaysSo()
    {
        var tag = NewId();
        var sent = await App.SendTaskAsync("tasks.on_success_callback", ["ignored"],
            new Dictionary<string, object?> { ["tag"] = tag }, new() { IgnoreResult = true }, Cancellation);

        Assert.True(sent.IsIgnored);
        await RecordedAsync(entry => entry.GetProperty("tag").ValueKind == System.Text.Json.JsonValueKind.String
            && entry.GetProperty("tag").GetString() == tag);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.CSharpCalls)]
    public async Task CSharpWorker_ServesCSharpToo()
    {
        var sent = await App.SendTaskAsync<int>("cs.add", [20, 22], cancellationToken: Cancellation);

        Assert.Equal(42, await sent.GetAsync(Deadline, Cancellation));
    }
}
