using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Messages;

public sealed class MessageHeadersTests
{
    [Fact]
    public void Read_TakesWhatPythonTolerates()
    {
        var headers = Read("""
            {"task": "t", "id": 7, "lang": null, "retries": "2", "timelimit": null, "group_index": 3.0, "ignore_result": 1,
             "shadow": 5, "argsrepr": [1, "a"], "root_id": null, "stamps": {}, "stamped_headers": ["a", 1], "compression": "",
             "replaced_task_nesting": true, "expires": null, "eta": "2026-01-02 03:04:05Z"}
            """);

        Assert.Null(headers.Malformed);
        Assert.Equal("7", headers.Id);
        Assert.Equal(2, headers.Retries);
        Assert.Equal(default, headers.TimeLimit);
        Assert.Equal(3, headers.GroupIndex);
        Assert.True(headers.IgnoreResult);
        Assert.Equal("5", headers.Shadow);
        Assert.Equal("[1, 'a']", headers.ArgsRepr);
        Assert.Null(headers.RootId);
        Assert.Null(headers.Stamps);
        Assert.Equal(["a", "1"], headers.StampedHeaders!);
        Assert.Null(headers.Compression);
        Assert.Equal(1, headers.ReplacedTaskNesting);
        Assert.Null(headers.Expires);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), headers.Eta!.Value.ToDateTimeOffset());
    }

    [Theory]
    [InlineData("expires", "\"soon\"")]
    [InlineData("expires", "\"\"")]
    [InlineData("eta", "true")]
    [InlineData("eta", "{\"__type__\": \"date\", \"__value__\": \"2026-01-02\"}")]
    [InlineData("task", "[]")]
    [InlineData("id", "{}")]
    [InlineData("retries", "\"two\"")]
    [InlineData("retries", "99999999999")]
    [InlineData("retries", "1e300")]
    [InlineData("group_index", "1.5")]
    [InlineData("group_index", "100000000000000000000000")]
    [InlineData("timelimit", "[1, 2, 3]")]
    [InlineData("timelimit", "[\"30\", null]")]
    [InlineData("timelimit", "[NaN, null]")]
    [InlineData("timelimit", "30")]
    [InlineData("stamps", "[1]")]
    [InlineData("stamped_headers", "\"a\"")]
    [InlineData("compression", "[1]")]
    public void Read_MarksTheHeader_WhenItsValueIsOfNoUse(string name, string value)
    {
        var headers = Read($"{{\"{name}\": {value}}}");

        var malformed = Assert.Single(headers.Malformed!);
        Assert.Equal(name, malformed.Name);
        Assert.Equal(WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(value)), malformed.Value);
        Assert.NotEmpty(malformed.Expected);
    }

    [Theory]
    [InlineData("{\"clock\": 3, \"expires\": 1767322800.5}", "{'clock': 3, 'expires': 1767322800.5}")]
    [InlineData("{\"expires\": 0, \"clock\": 3}", "{'expires': 0, 'clock': 3}")]
    public void Read_TakesANumberForTheExpiry_WhereTheMessageIsNoTask(string json, string extra)
    {
        var headers = Read(json);

        Assert.Null(headers.Malformed);
        Assert.Null(headers.Expires);
        Assert.Equal(extra, WireValue.Map(headers.Extra!).ToString());
        Assert.Equal(json, Write(headers, CeleryRelease.V56));
    }

    [Theory]
    [InlineData("{\"task\": \"t\", \"expires\": 3600}")]
    [InlineData("{\"expires\": 3600, \"task\": \"t\"}")]
    public void Read_MarksTheExpiryOfATask_WhenItIsANumber(string json)
    {
        var headers = Read(json);

        Assert.Equal("expires", Assert.Single(headers.Malformed!).Name);
        Assert.Null(headers.Extra);
    }

    [Fact]
    public void Read_LetsTheLastOfRepeatedHeadersWin()
    {
        var headers = Read("""{"id": "a", "retries": [], "x": 1, "id": null, "retries": 4, "x": 2}""");

        Assert.Null(headers.Id);
        Assert.Equal(4, headers.Retries);
        Assert.Null(headers.Malformed);
        Assert.Equal(new WireMap().With("x", 2), headers.Extra);
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"false\"", true)]
    [InlineData("[0]", true)]
    public void Read_TakesIgnoreResult_AsPythonsTruth(string value, bool expected) =>
        Assert.Equal(expected, Read($"{{\"ignore_result\": {value}}}").IgnoreResult);

    [Fact]
    public void Read_KeepsUnknownHeaders_WhenTheyAreNested()
    {
        var headers = Read("""{"x-death": [{"count": 1, "queue": "q"}], "\u0069d": "1", "t\u0065nant": null}""");

        Assert.Equal("1", headers.Id);
        Assert.Equal("{'x-death': [{'count': 1, 'queue': 'q'}], 'tenant': None}", WireValue.Map(headers.Extra!).ToString());
    }

    [Fact]
    public void Read_GivesNoHeaders_OfAnEmptyMap()
    {
        Assert.Same(MessageHeaders.Empty, Read("{}"));
        Assert.Same(MessageHeaders.Empty, MessageHeadersCodec.Read(new WireMap()));
    }

    [Fact]
    public void Read_RefusesWhatIsNoMap() => Assert.Throws<MessageDecodeException>(() => Read("[]"));

    [Theory]
    [InlineData(CeleryRelease.V50, "")]
    [InlineData(CeleryRelease.V52, ", \"ignore_result\": false")]
    [InlineData(CeleryRelease.V53, ", \"ignore_result\": false, \"replaced_task_nesting\": 0, \"stamped_headers\": null, \"stamps\": {}")]
    [InlineData(CeleryRelease.V56, ", \"ignore_result\": false, \"replaced_task_nesting\": 0, \"stamped_headers\": null, \"stamps\": {}")]
    public void Write_GivesTheHeadersOfTheRelease_InPythonsOrder(CeleryRelease release, string end)
    {
        var headers = new MessageHeaders { Task = "t", Id = "1", TimeLimit = new TimeLimit(30, 1.5), RootId = "1", ArgsRepr = "()" };

        Assert.Equal(
            "{\"lang\": \"py\", \"task\": \"t\", \"id\": \"1\", \"shadow\": null, \"eta\": null, \"expires\": null, \"group\": null, "
            + "\"group_index\": null, \"retries\": 0, \"timelimit\": [30, 1.5], \"root_id\": \"1\", \"parent_id\": null, "
            + $"\"argsrepr\": \"()\", \"kwargsrepr\": null, \"origin\": null{end}}}",
            Write(headers, release));
    }

    [Fact]
    public void Write_GivesStampsAndCompression_InTheirPlaces()
    {
        var headers = new MessageHeaders
        {
            Task = "t",
            StampedHeaders = ["tenant"],
            Stamps = new WireMap().With("tenant", "a"),
            ReplacedTaskNesting = 2,
            Compression = "application/x-gzip",
            Extra = new WireMap().With("my", 1),
        };

        Assert.EndsWith(
            "\"replaced_task_nesting\": 2, \"stamped_headers\": [\"tenant\"], \"stamps\": {\"tenant\": \"a\"}, \"my\": 1, "
            + "\"compression\": \"application/x-gzip\"}",
            Write(headers, CeleryRelease.V56),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_GivesOnlyExtraHeaders_WhenTheMessageIsNoTask() =>
        Assert.Equal("{\"hostname\": \"w1@vm\"}", Write(new MessageHeaders { Extra = new WireMap().With("hostname", "w1@vm") }, CeleryRelease.V56));

    [Fact]
    public void Write_ReplacesInPlace_WhenTheCallerGaveAHeaderOfCelery()
    {
        var headers = new MessageHeaders { Task = "t", Id = "1", Extra = new WireMap().With("id", "mine").With("z", 1) };

        var json = Write(headers, CeleryRelease.V52);

        Assert.StartsWith("{\"lang\": \"py\", \"task\": \"t\", \"id\": \"mine\", \"shadow\"", json, StringComparison.Ordinal);
        Assert.EndsWith("\"ignore_result\": false, \"z\": 1}", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05.678901+00:00")]
    [InlineData("2026-01-02T03:04:05.5Z")]
    [InlineData("2026-01-02T03:04:05")]
    public void Write_KeepsTheTextOfATime_ThatWasRead(string text)
    {
        var headers = Read($"{{\"task\": \"t\", \"eta\": \"{text}\"}}");

        Assert.Equal(text, headers.Eta?.ToString());
        Assert.Contains($"\"eta\": \"{text}\"", Write(headers, CeleryRelease.V56), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesTimes_ThatATableCarriesAsTimes()
    {
        var time = new IsoTimestamp(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Unspecified), TimeSpan.Zero);

        Assert.Equal(time, MessageHeadersCodec.Read(new WireMap().With("eta", time)).Eta);
    }

    private static MessageHeaders Read(string json)
    {
        var reader = new WireJsonReader(Encoding.UTF8.GetBytes(json));
        reader.ReadRequired();
        var headers = MessageHeadersCodec.Read(ref reader);
        reader.ReadToEnd();
        return headers;
    }

    private static string Write(MessageHeaders headers, CeleryRelease release)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(output);
        MessageHeadersCodec.Write(ref writer, headers, release);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
