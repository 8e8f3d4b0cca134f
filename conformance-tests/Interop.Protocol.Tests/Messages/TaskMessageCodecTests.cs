using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Messages;

/// <summary>What becomes of odd messages; the rows of the table of observed outcomes that concern decoding.</summary>
public sealed class TaskMessageCodecTests
{
    private static readonly MessageHeaders Minimal = new() { Task = "t", Id = "1" };

    [Theory]
    [InlineData("[[], {}, {}]")]
    [InlineData("[[1, 2], {\"a\": NaN}, null]")]
    [InlineData(" [ [ ] , { } , [] ] ")]
    [InlineData("[[], {}, {\"callbacks\": []}]")]
    public void Read_TakesAMinimalMessage(string body)
    {
        var task = Read(Minimal, body);

        Assert.Equal(TaskProtocol.V2, task.Protocol);
        Assert.True(task.Utc);
        Assert.Null(task.Embed.Chain);
        Assert.Null(task.Embed.Chord);
    }

    [Fact]
    public void Read_KeepsArgumentsAsSlices()
    {
        var body = Encoding.UTF8.GetBytes("[ [1, {\"__type__\": \"no\", \"__value__\": 1}], {\"a\": [2]}, {}]");

        var task = TaskMessageCodec.Read(Message(Minimal), body);

        Assert.Equal("[1, {\"__type__\": \"no\", \"__value__\": 1}]", Encoding.UTF8.GetString(task.Arguments.ArgsJson.Span));
        Assert.Equal("{\"a\": [2]}", Encoding.UTF8.GetString(task.Arguments.KwargsJson.Span));
        Assert.True(task.Arguments.ArgsJson.Span.Overlaps(body));
    }

    [Fact]
    public void Read_ReadsTheEmbed_WithUnknownAndMissingKeys()
    {
        var task = Read(Minimal, """[[], {}, {"chain": [{"task": "b"}, {"task": "a", "args": null}], "chord": {"task": "c"}, "later": 1}]""");

        Assert.Equal(["b", "a"], task.Embed.Chain!.Select(step => step.Task));
        Assert.Equal("c", task.Embed.Chord!.Task);
        Assert.Null(task.Embed.Callbacks);
        Assert.Equal(new WireMap().With("later", 1), task.Embed.Extra);
        Assert.EndsWith(", \"later\": 1}]", Encoding.UTF8.GetString(TaskMessageCodec.Write(task, CeleryRelease.V56).Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[]", "has 0 elements")]
    [InlineData("[[]]", "has 1 elements")]
    [InlineData("[[], {}]", "has 2 elements")]
    [InlineData("[[], {}, {}, 1]", "has more than 3 elements")]
    [InlineData("[{\"a\": 1}, {}, {}]", "positional arguments of the task must be a list")]
    [InlineData("[null, {}, {}]", "positional arguments of the task must be a list")]
    [InlineData("[[], null, {}]", "Task keyword arguments must be a mapping")]
    [InlineData("[[], [], {}]", "Task keyword arguments must be a mapping")]
    [InlineData("[[], {}, 5]", "third element")]
    [InlineData("[[], {}, {\"chain\": [5]}]", "'chain' cannot be used")]
    [InlineData("[[], {}, {\"chord\": {\"args\": []}}]", "'chord' cannot be used")]
    [InlineData("{\"kwarg\": 1}", "without 'args'")]
    [InlineData("\"args\"", "is String")]
    [InlineData("5", "is Integer")]
    public void Read_RefusesABody_ThatIsNoCall(string body, string reason)
    {
        var refusal = Assert.Throws<InvalidTaskException>(() => Read(Minimal, body));

        Assert.True(refusal.IsTask);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[[], {}, {}] x")]
    [InlineData("[[], {}, {\"a\": \"\u0001\"}]")]
    [InlineData("[[\"\\q\"], {}, {}]")]
    [InlineData("[[\"\\u12g4\"], {}, {}]")]
    [InlineData("nonsense")]
    public void Read_CannotDecode_WhatIsNoJson(string body) => Assert.Throws<MessageDecodeException>(() => Read(Minimal, body));

    [Fact]
    public void Read_CannotDecode_WhatIsNotUtf8() => Assert.Throws<MessageDecodeException>(
        () => TaskMessageCodec.Read(Message(Minimal), new byte[] { (byte)'[', (byte)'[', (byte)'"', 0xff, (byte)'"', (byte)']', (byte)']' }));

    [Fact]
    public void Read_RefusesATask_WithoutId()
    {
        var refusal = Assert.Throws<InvalidTaskException>(() => Read(new MessageHeaders { Task = "tasks.add" }, "[[], {}, {}]"));

        Assert.Equal("The task tasks.add has no id. Send one in the headers as 'id'.", refusal.Message);
    }

    [Fact]
    public void Read_RefusesATask_WithAMalformedHeader()
    {
        var headers = MessageHeadersCodec.Read(new WireMap().With("task", "t").With("id", "1").With("expires", 3600));

        var refusal = Assert.Throws<InvalidTaskException>(() => Read(headers, "[[], {}, {}]"));

        Assert.Contains("t[1] has an unusable 'expires': 3600, expected an ISO 8601 time", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesAHybrid_WithAMalformedFieldInItsBody()
    {
        var refusal = Assert.Throws<InvalidTaskException>(
            () => Read(new MessageHeaders { Task = "t", Id = "1" }, """{"args": [], "kwargs": {}, "expires": 3600}"""));

        Assert.Contains("t[1] has an unusable 'expires': 3600, expected an ISO 8601 time", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[[], {}, {}]")]
    [InlineData("{}")]
    [InlineData("{\"id\": \"1\", \"args\": []}")]
    [InlineData("{\"task\": null}")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("")]
    public void Read_FindsNoTask_WithoutHeaderAndName(string body)
    {
        var refusal = Assert.Throws<InvalidTaskException>(() => Read(MessageHeaders.Empty, body));

        Assert.False(refusal.IsTask);
    }

    [Theory]
    [InlineData("{\"task\": \"t\", \"id\": \"1\", \"args\": [1]}", "[1]", "{}")]
    [InlineData("{\"kwargs\": {\"a\": 1}, \"id\": \"1\", \"task\": \"t\"}", "[]", "{\"a\": 1}")]
    [InlineData("{\"task\": \"t\", \"id\": \"1\"}", "[]", "{}")]
    public void Read_TakesAMinimalV1Message(string body, string args, string kwargs)
    {
        var task = Read(MessageHeaders.Empty, body);

        Assert.Equal(TaskProtocol.V1, task.Protocol);
        Assert.Equal(("t", "1"), (task.TaskName, task.Id));
        Assert.Equal(args, Encoding.UTF8.GetString(task.Arguments.ArgsJson.Span));
        Assert.Equal(kwargs, Encoding.UTF8.GetString(task.Arguments.KwargsJson.Span));
    }

    [Fact]
    public void Read_TakesEverything_OfAV1MessageOfCelery31()
    {
        var task = Read(
            new MessageHeaders { Extra = new WireMap().With("tenant", 5) },
            """
            {"task": "t.add", "id": "fb04", "args": [1, 2], "kwargs": {}, "retries": 2, "eta": "2026-11-21T01:27:17.930109",
             "expires": "2026-11-21T01:28:17+00:00", "utc": false, "callbacks": [{"task": "t.add", "args": [10], "chord_size": null}],
             "errbacks": null, "timelimit": [10, 5], "taskset": "group-1", "chord": {"task": "t.sum"}}
            """);

        Assert.False(task.Utc);
        Assert.True(task.Headers.Eta!.Value.IsNaive);
        Assert.Equal(TimeSpan.Zero, task.Headers.Expires!.Value.Offset);
        Assert.Equal(2, task.Headers.Retries);
        Assert.Equal(new TimeLimit(10, 5), task.Headers.TimeLimit);
        Assert.Equal("group-1", task.Headers.Group);
        Assert.Equal(new WireMap().With("chord_size", WireValue.None), Assert.Single(task.Embed.Callbacks!).Extra);
        Assert.Equal("t.sum", task.Embed.Chord!.Task);
        Assert.Null(task.Embed.Chain);
        Assert.Equal(new WireMap().With("tenant", 5), task.Headers.Extra);
    }

    [Theory]
    [InlineData("{\"task\": \"t\", \"id\": \"1\", \"kwargs\": []}", "mapping")]
    [InlineData("{\"task\": \"t\", \"id\": \"1\", \"args\": {}}", "list")]
    [InlineData("{\"task\": \"t\", \"args\": []}", "in the body as 'id'")]
    [InlineData("{\"task\": \"t\", \"id\": \"1\", \"eta\": 5}", "'eta'")]
    [InlineData("{\"task\": [], \"id\": \"1\"}", "'task'")]
    public void Read_RefusesAV1Message_ThatIsNoCall(string body, string reason)
    {
        var refusal = Assert.Throws<InvalidTaskException>(() => Read(MessageHeaders.Empty, body));

        Assert.True(refusal.IsTask);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LetsHeadersWin_InAHybrid()
    {
        var task = Read(
            new MessageHeaders { Task = "header", Id = "h", Group = "g" },
            """{"task": "body", "id": "b", "args": [1], "retries": 3, "group": "x", "chord": {"task": "c"}, "utc": true}""");

        Assert.Equal(TaskProtocol.Hybrid, task.Protocol);
        Assert.Equal(("header", "h", "g", 3), (task.TaskName, task.Id, task.Headers.Group, task.Headers.Retries));
        Assert.Equal("c", task.Embed.Chord!.Task);
        Assert.StartsWith("[[1], {}, {\"callbacks\"", Encoding.UTF8.GetString(TaskMessageCodec.Write(task, CeleryRelease.V56).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_GivesChordSize_ToReleasesThatNeedIt()
    {
        var task = Read(Minimal, """[[], {}, {"chord": {"task": "c"}}]""");

        Assert.EndsWith("\"chord_size\": null, \"immutable\": false}}]", Body(task, CeleryRelease.V50), StringComparison.Ordinal);
        Assert.EndsWith("\"immutable\": false}}]", Body(task, CeleryRelease.V52), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NamesJson_WhateverTheTaskCameAs()
    {
        var task = Read(Minimal, "[[], {}, {}]");

        var written = TaskMessageCodec.Write(task with { Properties = task.Properties with { ContentType = "application/x-yaml" } }, CeleryRelease.V56);

        Assert.Equal(("application/json", "utf-8"), (written.Properties.ContentType, written.Properties.ContentEncoding));
    }

    [Fact]
    public void Write_EmptiesTheHeaders_OfV1()
    {
        var task = Read(Minimal with { Extra = new WireMap().With("tenant", 5) }, "[[], {}, {}]") with { Protocol = TaskProtocol.V1 };

        var headers = TaskMessageCodec.Write(task, CeleryRelease.V56).Headers;

        Assert.Equal(new MessageHeaders { Extra = task.Headers.Extra }, headers);
    }

    [Fact]
    public void Read_TakesTuples_OfOtherSerializers()
    {
        var body = WireValue.Tuple([WireValue.Tuple([1, WireValue.Bytes("x"u8.ToArray())]), new WireMap(), WireValue.None]);

        var task = TaskMessageCodec.Read(Message(Minimal), body);

        Assert.False(task.Arguments.IsJson);
        Assert.Equal(2, task.Arguments.ArgsValues!.Count);
        Assert.Throws<InvalidTaskException>(() => TaskMessageCodec.Read(Message(Minimal), WireValue.Tuple([1, 2])));
        Assert.Throws<InvalidTaskException>(() => TaskMessageCodec.Read(Message(Minimal), WireValue.None));
        Assert.Equal("1", TaskMessageCodec.Read(Message(MessageHeaders.Empty), new WireMap().With("task", "t").With("id", 1)).Id);
    }

    private static string Body(TaskMessage task, CeleryRelease release) =>
        Encoding.UTF8.GetString(TaskMessageCodec.Write(task, release).Body.Span);

    private static TaskMessage Read(MessageHeaders headers, string body) =>
        TaskMessageCodec.Read(Message(headers), Encoding.UTF8.GetBytes(body));

    private static WireMessage Message(MessageHeaders headers) =>
        new() { Properties = new MessageProperties(), Headers = headers, Body = default };
}
