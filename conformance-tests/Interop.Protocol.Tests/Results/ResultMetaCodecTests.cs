using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Results;

public sealed class ResultMetaCodecTests
{
    [Fact]
    public void Read_TakesARecord_OfCelery41()
    {
        var meta = Read("""
            {"status": "FAILURE", "result": {"exc_type": "ValueError", "exc_message": "('bad', 42)"}, "traceback": "tb", "children": [], "task_id": "1"}
            """);

        Assert.Equal(new RemoteError { Type = "ValueError", Args = ["('bad', 42)"], Traceback = "tb" }, meta.Error);
        Assert.Null(meta.DateDone);
        Assert.Null(meta.GroupId);
    }

    [Fact]
    public void Read_TakesTheLeastThereCanBe()
    {
        var meta = Read("{\"status\": \"PROGRESS\"}");

        Assert.Equal(("", "PROGRESS"), (meta.TaskId, meta.Status.Name));
        Assert.Equal("null", Encoding.UTF8.GetString(meta.ResultJson.Span));
        Assert.Null(meta.Children);
        Assert.Null(meta.Error);
    }

    [Theory]
    [InlineData("\"just text\"")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[[\"a\", 1]]")]
    [InlineData("{\"exc_message\": [\"a\"]}")]
    [InlineData("{\"exc_type\": 5}")]
    public void Read_KeepsTheResult_WhenAFailureHoldsNoException(string result)
    {
        var meta = Read($"{{\"status\": \"FAILURE\", \"result\": {result}, \"task_id\": \"1\"}}");

        Assert.Null(meta.Error);
        Assert.Equal(result, Encoding.UTF8.GetString(meta.ResultJson.Span));
        Assert.Contains($"\"result\": {result},", Write(meta), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeesNoException_InOtherStates() =>
        Assert.Null(Read("{\"status\": \"SUCCESS\", \"result\": {\"exc_type\": \"ValueError\", \"exc_message\": []}}").Error);

    [Fact]
    public void Read_KeepsUnknownKeys_AndWritesThemInFrontOfTheId()
    {
        const string Json = "{\"status\": \"SUCCESS\", \"result\": 1, \"traceback\": null, \"children\": null, \"date_done\": null, "
            + "\"group_id\": \"g\", \"parent_id\": \"p\", \"name\": \"t\", \"args\": [1], \"kwargs\": {}, \"worker\": \"w@h\", \"retries\": 0, "
            + "\"queue\": \"q\", \"stamped_headers\": [\"tenant\"], \"tenant\": \"a\", \"task_id\": \"1\"}";

        var meta = Read(Json);

        Assert.Equal("t", meta.Extended!.Name);
        Assert.Equal("a", meta.Extra!["tenant"]);
        Assert.Equal(Json, Write(meta));
    }

    [Fact]
    public void Read_TakesChildren_InBothForms()
    {
        var children = Read("""
            {"status": "SUCCESS", "children": [[["a", null], null], ["b", null], [["g", [["p", null], null]], [[["m", null], null]]], "nonsense", [1]]}
            """).Children!;

        Assert.Equal(["a", "b", "g"], children.Select(child => child.Id));
        Assert.Equal("p", children[2].Parent!.Id);
        Assert.Equal("m", Assert.Single(children[2].Children!).Id);
        Assert.Null(children[0].Children);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"result\": [[\"g\", null], []]}")]
    [InlineData("{\"status\": 5}")]
    [InlineData("{\"status\": \"SUCCESS\"")]
    public void Read_RefusesWhatIsNoRecord(string json) => Assert.Throws<MessageDecodeException>(() => Read(json));

    [Fact]
    public void Write_ReplacesArguments_ThatHaveNoJsonForm()
    {
        var meta = new ResultMeta
        {
            TaskId = "1",
            Status = TaskState.Failure,
            Children = null,
            Error = new RemoteError
            {
                Type = "ValueError",
                Module = "builtins",
                Args = ["ok", WireValue.List([WireValue.Set([1])]), WireValue.Bytes("x"u8.ToArray())],
            },
        };

        Assert.Equal(
            "{\"status\": \"FAILURE\", \"result\": {\"exc_type\": \"ValueError\", \"exc_message\": [\"ok\", \"[{1}]\", \"b'x'\"], "
            + "\"exc_module\": \"builtins\"}, \"traceback\": null, \"children\": null, \"date_done\": null, \"task_id\": \"1\"}",
            Write(meta));
    }

    [Fact]
    public void WriteRpc_LeavesOutWhatRpcDoesNotSend()
    {
        var meta = Read("{\"status\": \"SUCCESS\", \"result\": 5, \"date_done\": \"2026-01-02T03:04:05\", \"group_id\": \"g\", \"task_id\": \"1\"}");
        var output = new ArrayBufferWriter<byte>();

        ResultMetaCodec.WriteRpc(output, meta, CeleryRelease.V56);

        Assert.Equal(
            "{\"task_id\": \"1\", \"status\": \"SUCCESS\", \"result\": 5, \"traceback\": null, \"children\": null}",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(CeleryRelease.V50, "2026-01-02T03:04:05.678901")]
    [InlineData(CeleryRelease.V52, "2026-01-02T03:04:05.678901")]
    [InlineData(CeleryRelease.V53, "2026-01-02T03:04:05.678901")]
    [InlineData(CeleryRelease.V54, "2026-01-02T03:04:05.678901+00:00")]
    [InlineData(CeleryRelease.V55, "2026-01-02T08:34:05.678901+05:30")]
    [InlineData(CeleryRelease.V56, "2026-01-02T08:34:05.678901+05:30")]
    public void DateDoneFor_FollowsTheRelease(CeleryRelease release, string expected)
    {
        var now = new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.FromHours(1)).AddMicroseconds(678901);
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromMinutes(330), "test", "test");

        Assert.Equal(expected, ResultMeta.DateDoneFor(now, release, zone).ToString());
    }

    [Theory]
    [InlineData("KeyError", "builtins", "'a'")]
    [InlineData("KeyError", "shop", "a")]
    public void Message_IsWhatStrPrints(string type, string module, string expected) =>
        Assert.Equal(expected, new RemoteError { Type = type, Module = module, Args = ["a"] }.Message);

    [Fact]
    public void Message_ShowsErrno_OfOsErrors()
    {
        Assert.Equal("[Errno 2] gone", new RemoteError { Type = "FileNotFoundError", Module = "builtins", Args = [2, "gone"] }.Message);
        Assert.Equal("(2, 'gone')", new RemoteError { Type = "ValueError", Module = "builtins", Args = [2, "gone"] }.Message);
        Assert.Equal("", new RemoteError { Type = "OSError", Module = "builtins" }.Message);
    }

    [Fact]
    public void Write_KeepsTheTextOfDateDone() => Assert.Contains(
        "\"date_done\": \"2026-01-02T03:04:05.5Z\"",
        Write(Read("{\"status\": \"SUCCESS\", \"date_done\": \"2026-01-02T03:04:05.5Z\"}")),
        StringComparison.Ordinal);

    private static ResultMeta Read(string json) => ResultMetaCodec.Read(Encoding.UTF8.GetBytes(json));

    private static string Write(ResultMeta meta)
    {
        var output = new ArrayBufferWriter<byte>();
        ResultMetaCodec.Write(output, meta, CeleryRelease.V52);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
