using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Suites;

/// <summary>Callbacks, chains and groups that Python sends, with steps in both languages.</summary>
public abstract class PythonCanvasSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task Link_CallsPython_WithTheResult()
    {
        var tag = NewId();
        var link = PythonCelery.Signature("tasks.on_success_callback", kwargs: $$"""{"tag": "{{tag}}"}""").ToJsonString();

        Assert.Equal("5", (await CallAsync("cs.add", "[2, 3]", options: $$"""{"link": {{link}}}""")).Repr);

        var entry = await RecordedAsync(entry => Text(entry, "tag") == tag);
        Assert.Equal(("success", 5), (Text(entry, "kind"), entry.GetProperty("value").GetInt32()));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task Link_CallsCSharp_WithTheResult()
    {
        var key = NewId();

        await CallAsync("cs.add", "[2, 3]", options: $$"""{"link": {{Signature("cs.callback", $"[\"{key}\"]")}}}""");

        await Pair.Tasks.Gates[$"{key}=5"].Opened.WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task Link_CallsAll_WhenThereAreSeveral()
    {
        var key = NewId();
        var links = $"{Signature("cs.callback", $"[\"{key}\"]")}, {PythonCelery.Signature("tasks.on_success_callback", kwargs: $$"""{"tag": "{{key}}"}""").ToJsonString()}";

        await CallAsync("cs.add", "[20, 3]", options: $$"""{"link": [{{links}}]}""");

        await Pair.Tasks.Gates[$"{key}=23"].Opened.WaitAsync(Deadline, Cancellation);
        await RecordedAsync(entry => Text(entry, "tag") == key && entry.GetProperty("value").GetInt32() == 23);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task Link_OfAPythonTask_CallsCSharp()
    {
        var key = NewId();

        await CallAsync("tasks.add", "[2, 3]", options: $$"""{"link": {{Signature("cs.callback", $"[\"{key}\"]")}}}""");

        await Pair.Tasks.Gates[$"{key}=5"].Opened.WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task LinkError_CallsPython_WithTheIdOfTheFailedTask()
    {
        var id = await Python.SendTaskAsync("cs.raise", """["argument", "x"]""",
            options: $$"""{"link_error": {{Signature("tasks.on_error_callback")}}}""", cancellationToken: Cancellation);

        Assert.Equal("ValueError", (await RaisedAsync(id)).Class);

        await RecordedAsync(entry => Text(entry, "kind") == "error" && Text(entry, "value") == id);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task LinkError_CallsCSharp_WithTheIdOfTheFailedTask()
    {
        var key = NewId();
        var id = await Python.SendTaskAsync("cs.raise", """["argument", "x"]""",
            options: $$"""{"link_error": {{Signature("cs.callback", $"[\"{key}\"]")}}}""", cancellationToken: Cancellation);

        await Pair.Tasks.Gates[$"{key}='{id}'"].Opened.WaitAsync(Deadline, Cancellation);
    }

    [Theory]
    [InlineData("cs", "cs", "cs")]
    [InlineData("cs", "tasks", "cs")]
    [InlineData("tasks", "cs", "tasks")]
    [InlineData("cs", "cs", "tasks")]
    [InlineData("tasks", "tasks", "cs")]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task Chain_GoesThroughBothLanguages(string first, string second, string third)
    {
        var ids = await Python.ChainAsync(
            [Step($"{first}.add", "[1, 2]"), Step($"{second}.mul", "[4]"), Step($"{third}.add", "[30]")], cancellationToken: Cancellation);

        Assert.Equal("42", (await GetAsync(ids[2])).Repr);
        Assert.Equal("3", (await GetAsync(ids[0])).Repr);
        Assert.Equal("12", (await GetAsync(ids[1])).Repr);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Protocol1)]
    public async Task Chain_GoesThrough_WhenTheMessagesAreOfProtocol1()
    {
        await using var old = await PythonCelery.OpenAsync(
            Pair.Setup.BrokerUrl, Pair.Setup.ResultBackend, Pair.Setup.PythonSettings(""", "task_protocol": 1"""), cancellationToken: Cancellation);
        var key = NewId();
        var second = Signature("cs.mul", "[4]", $$"""{"link": [{{Signature("cs.callback", $"[\"{key}\"]")}}]}""");

        await old.SendTaskAsync("cs.add", "[1, 2]", options: $$"""{"link": {{second}}}""", cancellationToken: Cancellation);

        await Pair.Tasks.Gates[$"{key}=12"].Opened.WaitAsync(Deadline, Cancellation);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task Chain_PassesNothingOn_WhenAStepIsImmutable()
    {
        var ids = await Python.ChainAsync(
            [Step("cs.add", "[1, 2]"), PythonCelery.Signature("cs.mul", "[6, 7]", immutable: true)], cancellationToken: Cancellation);

        Assert.Equal("42", (await GetAsync(ids[1])).Repr);
    }

    [Theory]
    [InlineData("cs", "tasks")]
    [InlineData("tasks", "cs")]
    [InlineData("cs", "cs")]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task Chain_FailsToItsEnd_WhenAStepInCSharpFails(string first, string last)
    {
        var ids = await Python.ChainAsync(
            [Step($"{first}.identity", """["argument"]"""), Step("cs.raise", """["it broke"]"""), Step($"{last}.add", "[30]")],
            cancellationToken: Cancellation);

        Assert.Equal("ValueError", (await RaisedAsync(ids[1])).Class);
        Assert.Equal("ValueError", (await RaisedAsync(ids[2])).Class);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task Chain_IsOneFamily_AcrossLanguages()
    {
        var ids = await Python.ChainAsync(
            [Step("tasks.add", "[1, 2]"), PythonCelery.Signature("cs.ids", immutable: true),
                PythonCelery.Signature("tasks.ids", immutable: true)], cancellationToken: Cancellation);

        var inCSharp = (await GetAsync(ids[1])).Value;
        var inPython = (await GetAsync(ids[2])).Value;

        Assert.Equal((ids[1], ids[0], ids[0]), Family(inCSharp));
        Assert.Equal((ids[2], ids[0], ids[1]), Family(inPython));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Groups)]
    public async Task Group_ReturnsAll_WhenItsTasksRunInBothLanguages()
    {
        var sent = await Python.CallAsync("group", new()
        {
            ["steps"] = new JsonArray(Step("cs.add", "[1, 1]"), Step("tasks.add", "[2, 2]"), Step("cs.mul", "[3, 3]")),
        }, Cancellation);

        var result = await Python.CallAsync("get_tuple", new()
        {
            ["as_tuple"] = JsonNode.Parse(sent.GetProperty("as_tuple").GetRawText()),
            ["timeout"] = Deadline.TotalSeconds,
        }, Cancellation);

        Assert.Equal("[2, 4, 9]", result.GetProperty("repr").GetString());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Stamps)]
    public async Task Stamps_ReachTheNextStep_ThroughCSharp()
    {
        Assert.SkipUnless(Celery.HasStamps, "Celery has no stamps before 5.3.");
        Assert.SkipUnless(Pair.Setup.Release >= CeleryRelease.V53, "Our messages have no stamps when they look like those of 5.2 or older.");

        // As chain(...).stamp(tenant="acme") leaves the steps.
        const string Stamped = """{"stamped_headers": ["tenant"], "tenant": "acme"}""";
        var ids = await Python.ChainAsync(
            [PythonCelery.Signature("cs.add", "[1, 2]", options: Stamped), PythonCelery.Signature("tasks.request_info", options: Stamped)],
            cancellationToken: Cancellation);

        var info = (await GetAsync(ids[1])).Value;
        Assert.Equal("acme", info.GetProperty("stamps").GetProperty("tenant").GetString());
    }

    private static (string? Id, string? Root, string? Parent) Family(JsonElement ids)
        => (Text(ids, "id"), Text(ids, "root_id"), Text(ids, "parent_id"));

    private static JsonObject Step(string task, string args) => PythonCelery.Signature(task, args);

    private static string? Text(JsonElement entry, string name)
        => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
