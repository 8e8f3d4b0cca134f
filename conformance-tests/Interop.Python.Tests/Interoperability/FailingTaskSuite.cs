using System.Text.Json;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that fail, as Python raises it.</summary>
public abstract class FailingTaskSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task Error_IsPythonsValueError()
    {
        var result = await CallAsync("raise_error", "[1, 2]");

        Assert.Equal(("FAILURE", "builtins", "ValueError", "deliberate error"), (
            result.State, result.Raised?.Module, result.Raised?.Class, result.Raised?.Text));
    }

    [Fact]
    public async Task Failure_CarriesItsArguments()
    {
        var id = await SendAsync("fail", """["a", 1]""");

        Assert.Equal("ExpectedException", (await GetAsync(id)).Raised?.Class);
        var stored = await Fleet.StoredAsync(id, Cancellation);
        Assert.Equal("FAILURE", stored.GetProperty("status").GetString());
        Assert.Equal(
            """{"exc_type":"ExpectedException","exc_message":["Task expected to fail","a",1],"exc_module":"t.integration.tasks"}""",
            JsonSerializer.Serialize(stored.GetProperty("result")));
    }

    [Fact]
    public async Task UnpickleableException_ComesInCelerysWrapper()
    {
        var result = await CallAsync("fail_unpickleable", """["foo", "bar"]""");

        Assert.Equal(("celery.utils.serialization", "UnpickleableExceptionWrapper"), (result.Raised?.Module, result.Raised?.Class));
        Assert.Contains("UnpickleableException('foo')", result.Raised?.Text, StringComparison.Ordinal);
    }
}
