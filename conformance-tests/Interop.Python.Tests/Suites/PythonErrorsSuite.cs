using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>What Python raises when a task in C# fails.</summary>
[Trait(Capabilities.Trait, Capabilities.CSharpErrors)]
public abstract class PythonErrorsSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Theory]
    [InlineData("argument", "ValueError", "Exception")]
    [InlineData("timeout", "TimeoutError", "OSError")]
    [InlineData("state", "RuntimeError", "Exception")]
    [InlineData("file", "FileNotFoundError", "OSError")]
    public async Task Exception_IsPythonsOwn_WhenDotNetHasItsLike(string thrown, string expected, string @base)
    {
        var id = await Python.SendTaskAsync("cs.raise", $"""["{thrown}", "it broke"]""", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("builtins", expected, "it broke"), (raised.Module, raised.Class, raised.Text));
        Assert.Contains(@base, raised.Bases);
    }

    [Fact]
    public async Task Exception_IsKeyErrorOfTheKey_WhenADictionaryHasIt()
    {
        var id = await Python.SendTaskAsync("cs.missing_key", """["colour"]""", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("KeyError", "'colour'"), (raised.Class, raised.Text));
        Assert.Contains("LookupError", raised.Bases);
    }

    [Fact]
    public async Task Exception_IsZeroDivisionError_WhenAnIntegerIsDividedByZero()
    {
        var id = await Python.SendTaskAsync("cs.divide", "[1, 0]", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal("ZeroDivisionError", raised.Class);
        Assert.Contains("ArithmeticError", raised.Bases);
    }

    [Fact]
    public async Task Exception_IsTheNamedPythonClass_WhenItHasTheAttribute()
    {
        var id = await Python.SendTaskAsync("cs.raise", """["payment", "card declined"]""", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("interop_errors", "PaymentError", "card declined"), (raised.Module, raised.Class, raised.Text));
    }

    [Fact]
    public async Task Exception_KeepsItsName_WhenPythonHasNoSuchClass()
    {
        var id = await Python.SendTaskAsync("cs.raise", """["stock", "no more of them"]""", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("OutOfStockException", "no more of them"), (raised.Class, raised.Text));
        Assert.Contains("Exception", raised.Bases);
    }

    [Fact]
    public async Task Traceback_HasTheCauseAndTheDotNetFrames()
    {
        var id = await Python.SendTaskAsync("cs.raise_chained", """["the outer one"]""", cancellationToken: Cancellation);

        var result = await GetAsync(id);

        Assert.Equal(("FAILURE", "ValueError"), (result.State, result.Raised!.Class));
        var traceback = result.StoredTraceback!;
        Assert.StartsWith("Traceback (most recent call last):", traceback, StringComparison.Ordinal);
        Assert.Contains("TimeoutError: the inner one", traceback, StringComparison.Ordinal);
        Assert.Contains("direct cause of the following exception", traceback, StringComparison.Ordinal);
        Assert.Contains("RaiseChained", traceback, StringComparison.Ordinal);
        Assert.EndsWith("ValueError: the outer one\n", traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownTask_RaisesNotRegistered()
    {
        var id = await Python.SendTaskAsync("cs.no_such_task", "[1]", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("celery.exceptions", "NotRegistered"), (raised.Module, raised.Class));
        Assert.Contains("cs.no_such_task", raised.Text, StringComparison.Ordinal);
    }
}
