using System.Globalization;
using System.Text;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Registration;

public sealed class ArgumentBinderTests
{
    private enum Size
    {
        Small,
        Large,
    }

    [Theory]
    [InlineData("[2, 3]", "{}", "5")]
    [InlineData("[2]", """{"y": 3}""", "5")]
    [InlineData("[]", """{"y": 3, "x": 2}""", "5")]
    [InlineData(" [ 2 , 3 ] ", "{ }", "5")]
    public async Task Bind_TakesPositionalThenKeyword(string args, string kwargs, string expected) =>
        Assert.Equal(expected, await InvokeAsync((int x, int y) => x + y, args, kwargs));

    [Theory]
    [InlineData("[]", "{}", "add() missing 2 required positional arguments: 'x' and 'y'")]
    [InlineData("[1]", "{}", "add() missing 1 required positional argument: 'y'")]
    [InlineData("[1, 2, 3]", "{}", "add() takes 2 positional arguments but 3 were given")]
    [InlineData("[1, 2]", """{"z": 1}""", "add() got an unexpected keyword argument 'z'")]
    [InlineData("[1, 2]", """{"x": 1}""", "add() got multiple values for argument 'x'")]
    [InlineData("[1, 2, 3]", """{"z": 1}""", "add() got an unexpected keyword argument 'z'")]
    public async Task Bind_FailsAsPythonDoes_WhenArgumentsDoNotFit(string args, string kwargs, string expected)
    {
        var (type, message) = await FailAsync((int x, int y) => x + y, args, kwargs);

        Assert.Equal("TypeError", type);
        Assert.Equal(expected, message);
    }

    [Fact]
    public async Task Bind_CountsDefaults_WhenTooManyAreGiven() => Assert.Equal(
        "add() takes from 1 to 2 positional arguments but 3 were given",
        (await FailAsync((int x, int y = 1) => x + y, "[1, 2, 3]")).Message);

    [Fact]
    public async Task Bind_SaysWas_WhenOneIsTooMany() => Assert.Equal(
        "add() takes 0 positional arguments but 1 was given", (await FailAsync(() => 1, "[1]")).Message);

    [Fact]
    public async Task Bind_ListsThreeWithAComma_WhenMissing() => Assert.Equal(
        "add() missing 3 required positional arguments: 'a', 'b', and 'c'",
        (await FailAsync((int a, int b, int c) => a, "[]")).Message);

    [Fact]
    public async Task Bind_NamesKeywordOnlyParameters_WhenMissing() => Assert.Equal(
        "add() missing 1 required keyword-only argument: 'key'",
        (await FailAsync(([KeywordOnly] string key) => key, "[]")).Message);

    [Fact]
    public async Task Bind_CountsKeywordOnlyArguments_WhenTooManyAreGiven() => Assert.Equal(
        "add() takes 1 positional argument but 2 positional arguments (and 1 keyword-only argument) were given",
        (await FailAsync((int x, [KeywordOnly] string key) => x, "[1, 2]", """{"key": "k"}""")).Message);

    [Fact]
    public async Task Bind_UsesDefaults_WhenArgumentsAreLeftOut() => Assert.Equal(
        "\"7 Large None\"",
        await InvokeAsync(
            (int x = 7, Size size = Size.Large, string? note = null) =>
                string.Create(CultureInfo.InvariantCulture, $"{x} {size} {note ?? "None"}"), "[]"));

    [Theory]
    [InlineData("""{"customerId": 4}""")]
    [InlineData("""{"customer_id": 4}""")]
    [InlineData("""{"customer\u005fid": 4}""")]
    public async Task Bind_TakesKeywordsByExactNameOrSnakeCase(string kwargs) =>
        Assert.Equal("4", await InvokeAsync((int customerId) => customerId, "[]", kwargs));

    [Fact]
    public async Task Bind_FailsAsPythonDoes_WhenBothSpellingsAreGiven() => Assert.Equal(
        "add() got multiple values for argument 'customer_id'",
        (await FailAsync((int customerId) => customerId, "[]", """{"customerId": 4, "customer_id": 5}""")).Message);

    [Fact]
    public async Task Bind_GivesTheRestToParams() => Assert.Equal(
        "\"1: 2,3\"", await InvokeAsync((int first, params int[] rest) => $"{first}: {string.Join(',', rest)}", "[1, 2, 3]"));

    [Fact]
    public async Task Bind_GivesUnknownKeywordsToKeywordArguments() => Assert.Equal(
        "\"1 a=2 b=3\"",
        await InvokeAsync(
            (int x, [KeywordArguments] IReadOnlyDictionary<string, int> others) =>
                $"{x} {string.Join(' ', others.Select(o => $"{o.Key}={o.Value}"))}", "[]", """{"a": 2, "x": 1, "b": 3}"""));

    [Fact]
    public async Task Bind_NamesTheParameter_WhenAValueIsOfAnotherKind()
    {
        var (type, message) = await FailAsync((int x, int y) => x + y, """[1, "two"]""");

        Assert.Equal("TypeError", type);
        Assert.StartsWith("add() argument 'y': ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_IsAValueError_WhenAValueIsOutOfRange()
    {
        var (type, message) = await FailAsync((byte x) => x, "[300]");

        Assert.Equal("ValueError", type);
        Assert.StartsWith("add() argument 'x': ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_ReadsManyParameters_WhenThereIsNoTypedCallForThem() => Assert.Equal(
        "21", await InvokeAsync((int a, int b, int c, int d, int e, int f) => a + b + c + d + e + f, "[1, 2, 3, 4, 5, 6]"));

    [Fact]
    public async Task Bind_RunsManyParametersWithoutAResult()
    {
        var sum = 0;

        Assert.Equal("null", await InvokeAsync((int a, int b, int c, int d, int e) => { sum = a + b + c + d + e; }, "[1, 2, 3, 4, 5]"));
        Assert.Equal(15, sum);
    }

    [Fact]
    public async Task Bind_HandsOverContextAndToken()
    {
        var seen = "";

        await InvokeAsync((TaskContext task, int x, CancellationToken token) => { seen = $"{task.Id} {x} {token.CanBeCanceled}"; }, "[1]");

        Assert.Equal("task-id 1 True", seen);
    }

    [Fact]
    public async Task Invoke_AwaitsEveryKindOfTask()
    {
        Assert.Equal("1", await InvokeAsync(async (int x) => { await Task.Yield(); return x; }, "[1]"));
        Assert.Equal("2", await InvokeAsync(YieldValueAsync, "[2]"));
        Assert.Equal("null", await InvokeAsync(async () => await Task.Yield(), "[]"));
        Assert.Equal("null", await InvokeAsync(YieldAsync, "[]"));
        Assert.Equal("null", await InvokeAsync(() => (string?)null, "[]"));

        static async ValueTask<int> YieldValueAsync(int x)
        {
            await Task.Yield();
            return x;
        }

        static async ValueTask YieldAsync() => await Task.Yield();
    }

    [Fact]
    public async Task Invoke_IsAnEncodeError_WhenTheResultCannotBeSent()
    {
        var (type, _) = await FailAsync(() => new Loop(), "[]");

        Assert.Equal("EncodeError", type);
    }

    [Fact]
    public async Task Bind_ReadsValuesOfOtherSerializers()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.add", (int x, int y) => x - y));
        var delivery = TestDelivery.Of("t.add");
        var context = runtime.Context(delivery);
        var message = context.Message with
        {
            Arguments = new TaskArguments { ArgsValues = [7], KwargsValues = new WireMap().With("y", 3) },
        };

        var result = await context.Definition.Invoker.InvokeAsync(new TaskContext(runtime.Runtime, context.Definition, message, delivery));

        Assert.Equal("4", Encoding.UTF8.GetString(result.Json.Span));
    }

    [Fact]
    public void Check_RefusesParametersNoMessageCanFill()
    {
        var thrown = Assert.Throws<ArgumentException>(() => ArgumentBinder.Check("t.add", (ref int x) => x));

        Assert.Contains("'x' of task 't.add'", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("customerId", "customer_id")]
    [InlineData("x", "x")]
    [InlineData("httpURL", "http_url")]
    [InlineData("URLOf2Things", "url_of2_things")]
    [InlineData("already_snake", "already_snake")]
    public void ToSnakeCase_SplitsWords(string name, string expected) =>
        Assert.Equal(expected, Worker.Registration.Binding.WireParameter.ToSnakeCase(name));

    private static async Task<string> InvokeAsync(Delegate code, string args, string kwargs = "{}")
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.add", code));
        var context = runtime.Context(TestDelivery.Of("t.add", args, kwargs));
        return Encoding.UTF8.GetString((await context.Definition.Invoker.InvokeAsync(context)).Json.Span);
    }

    private static async Task<(string Type, string Message)> FailAsync(Delegate code, string args, string kwargs = "{}")
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.add", code));
        var context = runtime.Context(TestDelivery.Of("t.add", args, kwargs));
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => context.Definition.Invoker.InvokeAsync(context).AsTask());
        var error = runtime.App.Exceptions.ToRemoteError(thrown);
        return (error.Type, error.Message);
    }

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
