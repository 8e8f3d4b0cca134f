using System.Text.Json;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>What Python reads from the records of C# tasks, on backends where anybody may read them at any time (not rpc).</summary>
public abstract class PythonStoredResultsSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    [Trait(Capabilities.Trait, Capabilities.States)]
    public async Task Started_IsReadByPython_WithProcessAndHost()
    {
        var key = NewId();
        var id = await Python.SendTaskAsync("cs.gate_tracked", $"[\"{key}\"]", cancellationToken: Cancellation);

        var state = await StateAsync(id, "STARTED");

        Assert.Equal(Environment.ProcessId, state.GetProperty("info").GetProperty("pid").GetInt32());
        Assert.StartsWith("csharp@", state.GetProperty("info").GetProperty("hostname").GetString(), StringComparison.Ordinal);
        Assert.False(state.GetProperty("ready").GetBoolean());
        Pair.Tasks.Gates[key].Open();
        Assert.Equal($"'{key}'", (await GetAsync(id)).Repr);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.States)]
    public async Task CustomState_IsReadByPython_WithItsMeta()
    {
        var key = NewId();
        var id = await Python.SendTaskAsync("cs.progress", $"[\"{key}\", 4]", cancellationToken: Cancellation);

        var state = await StateAsync(id, "PROGRESS");

        Assert.Equal("""{"done": 1, "of": 4}""", state.GetProperty("info").GetRawText());
        Pair.Tasks.Gates[key].Open();
        Assert.Equal("4", (await GetAsync(id)).Repr);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task Retry_IsReadByPython_AsTheExceptionThatCausedIt()
    {
        var key = NewId();
        var id = await Python.SendTaskAsync("cs.retry_at_gate", $"[\"{key}\"]", cancellationToken: Cancellation);

        var state = await StateAsync(id, "RETRY");

        Assert.Equal("PaymentError", state.GetProperty("info").GetProperty("class").GetString());
        Assert.Contains("Retry in 0s: PaymentError('not yet')", state.GetProperty("traceback").GetString(), StringComparison.Ordinal);
        Pair.Tasks.Gates[key].Open();
        Assert.Equal("1", (await GetAsync(id)).Repr);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task IgnoredResult_LeavesNoRecord_WhenTheCallSaysSo()
    {
        Assert.SkipUnless(Celery.SendsIgnoreResult, "A message of Celery 5.0 does not say ignore_result.");
        var id = await Python.SendTaskAsync("cs.add", "[1, 2]", options: """{"ignore_result": true}""", cancellationToken: Cancellation);
        await Pair.Logs.WaitForAsync(
            entry => entry.Message.StartsWith($"Task cs.add[{id}] succeeded", StringComparison.Ordinal), Deadline, Cancellation);

        Assert.Equal("PENDING", (await Python.StateAsync(id, Cancellation)).GetProperty("state").GetString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task IgnoredResult_LeavesNoRecord_WhenTheTaskIsRegisteredSo()
    {
        var key = NewId();
        var id = await Python.SendTaskAsync("cs.ignored", $"[\"{key}\"]", options: """{"ignore_result": true}""", cancellationToken: Cancellation);
        await Pair.Tasks.Gates[key].Opened.WaitAsync(Deadline, Cancellation);
        await Pair.Logs.WaitForAsync(
            entry => entry.Message.StartsWith($"Task cs.ignored[{id}] succeeded", StringComparison.Ordinal), Deadline, Cancellation);

        Assert.Equal("PENDING", (await Python.StateAsync(id, Cancellation)).GetProperty("state").GetString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task ExtendedRecord_IsReadByPython()
    {
        var id = await Python.SendTaskAsync("cs.defaults", "[1]", """{"c": 3}""", cancellationToken: Cancellation);
        await GetAsync(id);

        var read = await ResultAsync(id);

        Assert.Equal("datetime", read.GetProperty("date_done_type").GetString());
        Assert.Equal("cs.defaults", read.GetProperty("name").GetString());
        Assert.Equal("[1]", read.GetProperty("args").GetRawText());
        Assert.Equal("""{"c": 3}""", read.GetProperty("kwargs").GetRawText());
        Assert.StartsWith("csharp@", read.GetProperty("worker").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, read.GetProperty("retries").GetInt32());
        Assert.Equal(Pair.Setup.CSharpQueue, read.GetProperty("queue").GetString());
        Assert.Equal("[]", read.GetProperty("children").GetRawText());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task TasksSentByATask_AreItsChildren_AndItIsTheirParent()
    {
        var parent = await Python.SendTaskAsync("cs.send_other", """["tasks.ids", []]""", cancellationToken: Cancellation);
        var child = (await GetAsync(parent)).Value.GetString()!;

        var ids = (await GetAsync(child)).Value;

        Assert.Equal((parent, parent), (ids.GetProperty("parent_id").GetString(), ids.GetProperty("root_id").GetString()));
        Assert.Equal([child], (await ResultAsync(parent)).GetProperty("children").EnumerateArray().Select(id => id.GetString()!));
        Assert.Equal(parent, (await ResultAsync(child)).GetProperty("parent_id").GetString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task ChainSteps_AreChildrenOfEachOther()
    {
        var ids = await Python.ChainAsync(
            [Testing.Python.PythonCelery.Signature("cs.add", "[1, 2]"), Testing.Python.PythonCelery.Signature("cs.add", "[3]")],
            cancellationToken: Cancellation);
        // A step is sent before the record of the one before it is stored.
        await GetAsync(ids[1]);
        await GetAsync(ids[0]);

        Assert.Equal([ids[1]], (await ResultAsync(ids[0])).GetProperty("children").EnumerateArray().Select(id => id.GetString()!));
        Assert.Equal(ids[0], (await ResultAsync(ids[1])).GetProperty("parent_id").GetString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Records)]
    public async Task Forgotten_IsPending_InBothLanguages()
    {
        var id = await Python.SendTaskAsync("cs.add", "[1, 2]", cancellationToken: Cancellation);
        await GetAsync(id);
        Assert.Equal("SUCCESS", (await App.Result(id).GetStateAsync(Cancellation)).Name);

        await App.Result(id).ForgetAsync(Cancellation);

        Assert.Equal("PENDING", (await Python.StateAsync(id, Cancellation)).GetProperty("state").GetString());
    }

    private async Task<JsonElement> StateAsync(string id, string expected)
        => await Eventually.GetAsync(
            () => Python.StateAsync(id, Cancellation), state => state.GetProperty("state").GetString() == expected,
            Deadline, $"state {expected}", Cancellation);

    private Task<JsonElement> ResultAsync(string id) => Python.CallAsync("result", new() { ["task_id"] = id }, Cancellation);
}
