using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Values;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Suites;

/// <summary>Every serializer with every compression in both protocols, in both directions; results in the same serializer.</summary>
[Trait(Capabilities.Trait, Capabilities.Serializers)]
public sealed class SerializerMatrixTests(SerializerPairs pairs)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string, int> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, int>();
            foreach (var serializer in SerializerPair.Serializers)
            {
                foreach (var compression in SerializerPair.Compressions)
                {
                    cells.Add(serializer, compression, 1);
                    cells.Add(serializer, compression, 2);
                }
            }

            return cells;
        }
    }

    public static TheoryData<string> Serializers => [.. SerializerPair.Serializers];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Python_RunsWhatCSharpSends(string serializer, string compression, int protocol)
    {
        await SkipUnlessPythonHasAsync(compression);
        var app = (await pairs.GetAsync(serializer)).App(protocol);
        var (_, _, values) = SerializerValues.Of(serializer);
        var options = new TaskSendOptions { Serializer = serializer, Compression = compression == "none" ? null : compression };

        var echo = await app.SendTaskAsync<WireValue>("tasks.identity", [values], options: options, cancellationToken: Cancellation);
        var sum = await app.SendTaskAsync<int>("tasks.add", [2], new Dictionary<string, object?> { ["y"] = 3 }, options, Cancellation);

        Assert.Equal(values, await echo.GetAsync(Deadline, Cancellation));
        Assert.Equal(5, await sum.GetAsync(Deadline, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task CSharp_RunsWhatPythonSends(string serializer, string compression, int protocol)
    {
        await SkipUnlessPythonHasAsync(compression);
        var python = (await pairs.GetAsync(serializer)).Python(protocol);
        var (json, repr, _) = SerializerValues.Of(serializer);
        var options = $$"""{"serializer": "{{serializer}}"{{(compression == "none" ? "" : $", \"compression\": \"{compression}\"")}}}""";

        var echo = await python.SendTaskAsync("cs.identity", $"[{json}]", options: options, cancellationToken: Cancellation);
        var sum = await python.SendTaskAsync("cs.add", "[9, 42]", "{\"z\": 1}", options, Cancellation);

        Assert.Equal(repr, (await python.GetAsync(echo, Deadline, Cancellation)).Repr);
        Assert.Equal("52", (await python.GetAsync(sum, Deadline, Cancellation)).Repr);
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public async Task Python_RaisesWhatCSharpRaised(string serializer)
    {
        var python = (await pairs.GetAsync(serializer)).Python(2);

        var known = await python.SendTaskAsync("cs.raise", "[\"argument\", \"bad\"]", cancellationToken: Cancellation);
        var unknown = await python.SendTaskAsync("cs.raise", "[\"stock\", \"none left\"]", cancellationToken: Cancellation);

        var raised = (await python.GetAsync(known, Deadline, Cancellation)).Raised!;
        Assert.Equal(("builtins", "ValueError", "bad"), (raised.Module, raised.Class, raised.Text));
        var madeUp = (await python.GetAsync(unknown, Deadline, Cancellation)).Raised!;
        Assert.Equal(("OutOfStockException", "none left"), (madeUp.Class, madeUp.Text));
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public async Task CSharp_SeesWhatPythonRaised(string serializer)
    {
        var app = (await pairs.GetAsync(serializer)).App(2);

        var result = await app.SendTaskAsync<int>("tasks.raise_value_error", ["bad"], cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => result.GetAsync(Deadline, Cancellation));
        Assert.Equal(("builtins", "ValueError"), (thrown.Error.Module, thrown.Error.Type));
        Assert.Equal("bad", thrown.Error.Message);
        Assert.Contains("ValueError: bad", thrown.Error.Traceback, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Serializers))]
    public async Task Chains_PassThroughBothLanguages(string serializer)
    {
        var app = (await pairs.GetAsync(serializer)).App(2);
        var chain = Chain.Of(new TaskRef<int>("tasks.add").S(1, 2), new TaskRef<int>("cs.mul").S(10), new TaskRef<int>("tasks.identity").S());

        var result = await app.SendAsync<int>(chain, cancellationToken: Cancellation);

        Assert.Equal(30, await result.GetAsync(Deadline, Cancellation));
    }

    /// <summary>A task that Python 3 with Celery 3.1 wrote: pickle protocol 2, message protocol 1, in kombu's envelope.</summary>
    [Fact]
    public async Task CSharp_RunsAPickledTaskOfOldCelery_FromRedis()
    {
        const string id = "66d5a86b-1d39-4c88-bc98-2c18b2c98a21";
        var pair = await pairs.GetAsync("pickle");
        await (await PythonDriver.SharedAsync()).CallAsync(
            "redis",
            new()
            {
                ["url"] = await pairs.UrlAsync(),
                ["words"] = new System.Text.Json.Nodes.JsonArray("LPUSH", "cs-pickle", OldEnvelope(id)),
            },
            Cancellation);

        Assert.Equal(51, await pair.App(1).Result<int>(id).GetAsync(Deadline, Cancellation));
    }

    private static async Task SkipUnlessPythonHasAsync(string compression)
    {
        var celery = await InstalledCelery.GetAsync();
        Assert.SkipUnless(
            compression == "none" || celery.Compressions.Contains(compression), $"This Celery {celery.Version} is without {compression}.");
    }

    private static string OldEnvelope(string id) => $$$"""
        {"body": "gAJ9cQAoWAQAAAB0YXNrcQFYGAAAAHRlc3RfY2VsZXJ5LmFkZF90b2dldGhlcnECWAIAAABpZHEDWCQAAAA2NmQ1YTg2Yi0xZDM5LTRjODgtYmM5OC0yYzE4YjJjOThhMjFxBFgEAAAAYXJnc3EFSwlLKoZxBlgGAAAAa3dhcmdzcQd9cQhYBwAAAHJldHJpZXNxCUsAWAMAAABldGFxCk5YBwAAAGV4cGlyZXNxC05YAwAAAHV0Y3EMiFgJAAAAY2FsbGJhY2tzcQ1OWAgAAABlcnJiYWNrc3EOTlgJAAAAdGltZWxpbWl0cQ9OToZxEFgHAAAAdGFza3NldHERTlgFAAAAY2hvcmRxEk51Lg==",
         "headers": {}, "content-type": "application/x-python-serialize", "content-encoding": "binary",
         "properties": {"body_encoding": "base64", "correlation_id": "{{{id}}}", "reply_to": "c0c46d2e-b4a2-3fcf-8fa1-7dd1c1d11ad5",
          "delivery_info": {"priority": 0, "routing_key": "celery", "exchange": "celery"}, "delivery_mode": 2,
          "delivery_tag": "cbbe9b0f-5a27-4d42-8b8d-8a7f4b7f2b3d"}}
        """;
}
