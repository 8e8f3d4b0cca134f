using System.Text.Json;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>Python sends arguments to tasks in C# and reads what they return.</summary>
public abstract class PythonValuesSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task Result_ArrivesInPython_WhenATaskIsSentByName()
    {
        var result = await CallAsync("cs.add", "[2, 3]");

        Assert.Equal(("5", "int"), (result.Repr, result.Type));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Protocol1)]
    public async Task Result_ArrivesInPython_WhenTheMessageIsOfProtocol1()
    {
        await using var old = await Testing.Python.PythonCelery.OpenAsync(
            Pair.Setup.BrokerUrl, Pair.Setup.ResultBackend, Pair.Setup.PythonSettings(""", "task_protocol": 1"""), cancellationToken: Cancellation);

        var id = await old.SendTaskAsync("cs.add", "[2]", """{"y": 3, "z": 4}""", cancellationToken: Cancellation);

        Assert.Equal("9", (await old.GetAsync(id, Deadline, Cancellation)).Repr);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task Keywords_BindByName()
        => Assert.Equal("'Ada 7'", (await CallAsync("cs.snake", kwargs: """{"first_name": "Ada", "customer_id": 7}""")).Repr);

    [Theory]
    [InlineData("[1]", """{"c": 3}""", "[1, 2, 3, 4]")]
    [InlineData("[1, 5]", """{"c": 3, "d": 6}""", "[1, 5, 3, 6]")]
    [InlineData("[]", """{"a": 7, "b": 8, "c": 9}""", "[7, 8, 9, 4]")]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task Defaults_FillWhatTheCallLeavesOut(string args, string kwargs, string expected)
        => Assert.Equal(expected, (await CallAsync("cs.defaults", args, kwargs)).Repr);

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task RestAndKeywords_TakeWhatNoParameterTakes()
        => Assert.Equal("[1, ['two', 3.5], {'k': [None, True]}]",
            (await CallAsync("cs.rest", """[1, "two", 3.5]""", """{"k": [null, true]}""")).Repr);

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("0")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775808")]
    [InlineData("10000000000000000000000000000000000000000")]
    [InlineData("-10000000000000000000000000000000000000001")]
    [InlineData("1.0")]
    [InlineData("-0.0")]
    [InlineData("0.1")]
    [InlineData("1e+16")]
    [InlineData("5e-324")]
    [InlineData("1.7976931348623157e+308")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("\"\"")]
    [InlineData("\"plain\"")]
    [InlineData("\"\\u00e4\\u00f6\\u20ac \\ud83d\\ude80 \\u0000 \\u2028 \\\\ \\\" \\n\"")]
    [InlineData("\"lone \\ud800 and \\udfff\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[[], [[]], {}, [{}]]")]
    [InlineData("""{"a": {"b": [1, 2.5, null, {"c": "d", "\ud83d\ude00": true}]}, "": [], "z": 0, "m": 1}""")]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task Value_ComesBackUnchanged(string json)
    {
        var given = JsonSerializer.Serialize(new Dictionary<string, string> { ["$json"] = json });
        var expected = await Python.CallAsync("repr", new() { ["value"] = JsonNodeOf(given) }, Cancellation);

        Assert.Equal(expected.GetString(), (await CallAsync("cs.identity", $"[{given}]")).Repr);
        Assert.Equal(expected.GetString(), (await CallAsync("cs.natural", $"[{given}]")).Repr);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task Value_ComesBackUnchanged_WhenItIsDeepAndLong()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));
        var longText = JsonSerializer.Serialize(new string('ä', 200_000));

        Assert.Equal(deep, (await CallAsync("cs.natural", $"[{deep}]")).Value.GetRawText());
        Assert.Equal(200_000, (await CallAsync("cs.natural", $"[{longText}]")).Value.GetString()!.Length);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task NoValue_IsNone() => Assert.Equal("None", (await CallAsync("cs.nothing")).Repr);

    [Theory]
    [InlineData("[1]", "{}", "missing 1 required positional argument: 'y'")]
    [InlineData("[1, 2, 3, 4]", "{}", "takes from 2 to 3 positional arguments but 4 were given")]
    [InlineData("[1, 2]", """{"w": 1}""", "unexpected keyword argument 'w'")]
    [InlineData("[1, 2]", """{"x": 1}""", "multiple values for argument 'x'")]
    [InlineData("""["one", 2]""", "{}", "'x'")]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task WrongArguments_RaiseTypeError(string args, string kwargs, string text)
    {
        var id = await Python.SendTaskAsync("cs.add", args, kwargs, cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("builtins", "TypeError"), (raised.Module, raised.Class));
        Assert.Contains(text, raised.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.PythonCalls)]
    public async Task ManyTasks_AllReturn_WhenTheyAreSentAtOnce()
    {
        var calls = string.Join(", ", Enumerable.Range(0, 200).Select(n => $"[{n}, 1]"));
        var ids = await Python.SendManyAsync("cs.add", $"[{calls}]", cancellationToken: Cancellation);

        var results = await Python.GetManyAsync(ids, Deadline, Cancellation);

        Assert.Equal(Enumerable.Range(1, 200), results.Select(result => result.Value.GetInt32()));
    }

    private static System.Text.Json.Nodes.JsonNode? JsonNodeOf(string json) => System.Text.Json.Nodes.JsonNode.Parse(json);
}
