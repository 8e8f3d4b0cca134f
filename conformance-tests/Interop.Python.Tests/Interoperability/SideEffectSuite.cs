using System.Text.Json.Nodes;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that leave something in Redis.</summary>
public abstract class SideEffectSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task Echo_AppendsTextAndNumbers()
    {
        var key = NewKey();
        foreach (var message in (string[])["\"ü\"", "7", "1.5", "1e100"])
        {
            Assert.Equal("null", await ValueAsync("redis_echo", $"[{message}]", $$"""{"redis_key": "{{key}}"}"""));
        }

        Assert.Equal(["ü", "7", "1.5", "1e+100"], await ListAsync(key));
    }

    [Theory]
    [InlineData("null", "NoneType")]
    [InlineData("true", "bool")]
    [InlineData("[1]", "list")]
    [InlineData("{}", "dict")]
    public async Task Echo_FailsAsPythonsClientDoes_ForOtherValues(string message, string type)
    {
        var key = NewKey();

        var result = await CallAsync("redis_echo", $"""[{message}, "{key}"]""");

        Assert.Equal(("redis.exceptions", "DataError"), (result.Raised?.Module, result.Raised?.Class));
        Assert.Equal($"Invalid input of type: '{type}'. Convert to a bytes, string, int or float first.", result.Raised?.Text);
        Assert.Empty(await ListAsync(key));
    }

    [Fact]
    public async Task Count_CountsEachRun()
    {
        var key = NewKey();
        await ValueAsync("redis_count", $"""["{key}"]""");

        await ValueAsync("redis_count", $"""["{key}"]""");

        Assert.Equal("2", await CountAsync(key, "2"));
    }

    [Fact]
    public async Task GroupId_IsThatOfTheGroup()
    {
        var key = NewKey();
        var sent = await Python.CallAsync("group", new()
        {
            ["steps"] = new JsonArray(
                PythonCelery.Signature(Named("redis_echo_group_id"), $"""[1, "{key}"]"""),
                PythonCelery.Signature(Named("redis_echo_group_id"), $"""[2, "{key}"]""")),
        }, Cancellation);
        foreach (var child in sent.GetProperty("as_tuple")[1].EnumerateArray())
        {
            await GetAsync(child[0][0].GetString()!);
        }

        var id = sent.GetProperty("task_id").GetString()!;
        Assert.Equal([id, id], await ListAsync(key));
    }

    [Fact]
    public async Task GroupId_IsAnError_WhereThereIsNoGroup()
    {
        var result = await CallAsync("redis_echo_group_id", $"""[1, "{NewKey()}"]""");

        Assert.Equal("DataError", result.Raised?.Class);
    }
}
