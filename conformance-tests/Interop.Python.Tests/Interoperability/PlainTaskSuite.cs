using Interop.Testing;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that compute, sleep or write.</summary>
public abstract class PlainTaskSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Theory]
    [InlineData("identity", "[null]", "{}", "null")]
    [InlineData("identity", """[{"a": [1, 2.5, "ü", true, null, {"b": 123456789012345678901234567890}]}]""", "{}",
        """{"a":[1,2.5,"\u00FC",true,null,{"b":123456789012345678901234567890}]}""")]
    [InlineData("add", "[2, 3]", "{}", "5")]
    [InlineData("add", "[2, 0.5]", "{}", "2.5")]
    [InlineData("add", "[9223372036854775807, 1]", "{}", "9223372036854775808")]
    [InlineData("add", "[[1], [2, 3]]", "{}", "[1,2,3]")]
    [InlineData("add", """["a", "b"]""", "{}", "\"ab\"")]
    [InlineData("add", "[true, 2]", "{}", "3")]
    [InlineData("add", "[2]", """{"y": 3, "z": 4}""", "9")]
    [InlineData("add", "[2, 3, 0]", "{}", "5")]
    [InlineData("add", "[2, 3, null]", "{}", "5")]
    [InlineData("add", "[[1], [2], []]", "{}", "[1,2]")]
    [InlineData("mul", "[6, 7]", "{}", "42")]
    [InlineData("mul", """["ab", 2]""", "{}", "\"abab\"")]
    [InlineData("tsum", "[[1, 2, 3.5]]", "{}", "6.5")]
    [InlineData("tsum", "[[]]", "{}", "0")]
    [InlineData("xsum", "[[1, [2, 3], [], 4]]", "{}", "10")]
    [InlineData("delayed_sum", "[[1, 2]]", """{"pause_time": 0.01}""", "3")]
    [InlineData("sleeping", "[0.01]", """{"whatever": 1}""", "null")]
    [InlineData("replaced_with_me", "[]", "{}", "true")]
    [InlineData("add_pydantic", """[{"x": 2, "y": 3}]""", "{}", """{"result":5}""")]
    [InlineData("add_pydantic_string_annotations", "[]", """{"data": {"x": 2, "y": 3}}""", """{"result":5}""")]
    public async Task Task_Returns(string task, string args, string kwargs, string expected)
        => Assert.Equal(expected, await ValueAsync(task, args, kwargs));

    [Theory]
    [InlineData("[5]", "{}")]
    [InlineData("[5]", """{"wrong_arg": 5}""")]
    [InlineData("""[5, "a"]""", "{}")]
    public async Task WrongArguments_EndInTypeError(string args, string kwargs)
    {
        var result = await CallAsync("add_not_typed", args, kwargs);

        Assert.Equal(("FAILURE", "builtins", "TypeError"), (result.State, result.Raised?.Module, result.Raised?.Class));
    }

    [Fact]
    public async Task IgnoredResult_IsNotStored()
    {
        var id = await SendAsync("add_ignore_result", "[1, 2]", options: """{"ignore_result": true}""");
        // One task after the other, in their order.
        await ValueAsync("add", "[1, 2]");

        Assert.Equal("PENDING", (await Python.StateAsync(id, Cancellation)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task SoftTimeLimit_IsCaughtByTheTask()
        => Assert.Equal("0", await ValueAsync(
            "delayed_sum_with_soft_guard", "[[1, 2]]", """{"pause_time": 60}""", """{"soft_time_limit": 1, "time_limit": 50}"""));

    [Fact]
    public async Task SoftTimeLimit_IsPythonsException_WhereItIsNotCaught()
    {
        var result = await CallAsync("delayed_sum", "[[1, 2]]", """{"pause_time": 60}""", """{"soft_time_limit": 1, "time_limit": 50}""");

        Assert.Equal(("billiard.exceptions", "SoftTimeLimitExceeded"), (result.Raised?.Module, result.Raised?.Class));
    }

    [Fact]
    public async Task TimeLimit_EndsTheTask_AndTheWorkerGoesOn()
    {
        var result = await CallAsync("sleeping", "[60]", options: """{"time_limit": 1}""");

        Assert.Equal(("billiard.exceptions", "TimeLimitExceeded"), (result.Raised?.Module, result.Raised?.Class));
        Assert.Equal("3", await ValueAsync("add", "[1, 2]"));
    }

    [Fact]
    public async Task Text_GoesToLogAndOutput()
    {
        var key = NewKey();

        Assert.Equal("null", await ValueAsync("print_unicode", $"""["logged ø {key}", "printed ß {key}"]"""));

        await Fleet.Worker.WaitForLineAsync($"logged ø {key}", Deadline, Cancellation);
        await Fleet.Worker.WaitForLineAsync($"printed ß {key}", Deadline, Cancellation);
    }

    [Fact]
    public async Task Lines_AreAppendedToAFile()
    {
        using var folder = new TempFolder();
        var file = folder.Combine("lines");

        await ValueAsync("write_to_file_and_return_int", $"""["{file}", 1]""");

        Assert.Equal("2", await ValueAsync("write_to_file_and_return_int", $"""["{file}", 2]"""));
        Assert.Equal("1\n2\n", await File.ReadAllTextAsync(file, Cancellation));
    }
}
