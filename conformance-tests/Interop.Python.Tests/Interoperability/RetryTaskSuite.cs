using System.Text.Json;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Tasks that ask for another run.</summary>
public abstract class RetryTaskSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task Retry_FailsWithItsCause_AfterThreeRetries()
    {
        var id = await SendAsync("retry");

        Assert.Equal("ExpectedException", ClassOf(await InStateAsync(id, "RETRY")));
        var result = await GetAsync(id);

        Assert.Equal(("FAILURE", "ExpectedException"), (result.State, result.Raised?.Class));
    }

    [Fact]
    public async Task Retry_ReturnsItsValue_AtTheFourthRun()
    {
        var id = await SendAsync("retry", kwargs: """{"return_value": "bar"}""");

        Assert.Equal("ExpectedException", ClassOf(await InStateAsync(id, "RETRY")));
        Assert.Equal("\"bar\"", JsonOf(await GetAsync(id)));
    }

    [Fact]
    public async Task Retry_HoldsAnUnpickleableCause()
    {
        var id = await SendAsync("retry_unpickleable", """["foo", "bar"]""", """{"retry_kwargs": {"countdown": 60, "max_retries": 1}}""");

        var state = await InStateAsync(id, "RETRY");

        Assert.Contains("UnpickleableException('foo')", state.GetProperty("info").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"expires": 60}""")]
    [InlineData("""{"expires": null, "max_retries": 2, "countdown": 0.2}""")]
    public async Task RetryOnce_ReturnsTheCount(string kwargs) => Assert.Equal("1", await ValueAsync("retry_once", """["x"]""", kwargs));

    [Fact]
    public async Task RetryOnce_TakesItsOwnExpiry()
    {
        var id = await SendAsync("retry_once", kwargs: """{"expires": 1, "countdown": 3}""");

        var result = await GetAsync(id);

        Assert.Equal(("REVOKED", "TaskRevokedError", "expired"), (result.State, result.Raised?.Class, result.Raised?.Text));
    }

    [Fact]
    public async Task RetryOnce_KeepsThePriority()
        => Assert.Equal("7", await ValueAsync("retry_once_priority", options: """{"priority": 7}"""));

    [Fact]
    public async Task RetryOnce_KeepsCustomHeaders()
    {
        var headers = await CallAsync("retry_once_headers", options: """{"headers": {"x-test-header": "test-value"}}""");

        Assert.Equal("test-value", headers.Value.GetProperty("x-test-header").GetString());
    }

    [Fact]
    public async Task ClassBasedTask_IsRetriedByItself()
    {
        var id = await Python.SendTaskAsync("auto_retry_class_task", cancellationToken: Cancellation);

        Assert.Equal("1", JsonOf(await GetAsync(id)));
    }

    private static string? ClassOf(JsonElement state) => state.GetProperty("info").GetProperty("class").GetString();
}
