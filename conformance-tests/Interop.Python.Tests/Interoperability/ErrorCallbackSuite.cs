using Interop.Testing.Python;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that are told of failures of others.</summary>
public abstract class ErrorCallbackSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task OldStyle_IsRunWithTheIdOfTheFailedTask()
    {
        var callback = Guid.NewGuid().ToString();
        var link = PythonCelery.Signature(Named("errback_old_style"), options: $$"""{"task_id": "{{callback}}"}""").ToJsonString();

        var id = await SendAsync("fail", options: $$"""{"link_error": [{{link}}]}""");

        Assert.Equal($"\"{id}\"", JsonOf(await GetAsync(callback)));
        Assert.Equal("1", await CountAsync(id, "1"));
    }

    [Fact]
    public async Task Immutable_IsRunWithItsOwnArguments()
    {
        var key = NewKey();
        var link = PythonCelery.Signature(Named("redis_count"), $"""["{key}"]""", immutable: true).ToJsonString();

        await SendAsync("raise_error", options: $$"""{"link_error": [{{link}}]}""");

        Assert.Equal("1", await CountAsync(key, "1"));
    }

    [Fact]
    public async Task Callback_IsRun_WhenTheLastStepOfAChainFails()
    {
        var link = PythonCelery.Signature(Named("errback_old_style")).ToJsonString();
        var ids = await Python.ChainAsync(
            [
                PythonCelery.Signature(Named("identity"), "[1]"),
                PythonCelery.Signature(Named("fail"), options: $$"""{"link_error": [{{link}}]}"""),
            ],
            cancellationToken: Cancellation);

        Assert.Equal("1", await CountAsync(ids[1], "1"));
    }
}
