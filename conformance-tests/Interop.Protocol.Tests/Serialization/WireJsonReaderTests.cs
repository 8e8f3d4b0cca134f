using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization;

public sealed class WireJsonReaderTests
{
    // Each pair is a document and json.dumps(json.loads(document)) of CPython 3.11.
    [Theory]
    [InlineData(" [1 , 2.50,\t-0,\r\n-0.0, 1E5] ", "[1, 2.5, 0, -0.0, 100000.0]")]
    [InlineData("[NaN, Infinity, -Infinity, 1e400, -1e400]", "[NaN, Infinity, -Infinity, Infinity, -Infinity]")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("[1e16, 1e15, 0.0001, 0.00001, 5e-324, 1.7976931348623157e308]", "[1e+16, 1000000000000000.0, 0.0001, 1e-05, 5e-324, 1.7976931348623157e+308]")]
    [InlineData("\"\\u00e9\\ud83d\\ude00\\ud800\\/\\b\"", "\"\\u00e9\\ud83d\\ude00\\ud800/\\b\"")]
    [InlineData("\"é世😀\u007f\u2028\"", "\"\\u00e9\\u4e16\\ud83d\\ude00\\u007f\\u2028\"")]
    [InlineData("{\"a\": 1, \"b\": 2, \"a\": 3}", "{\"a\": 3, \"b\": 2}")]
    [InlineData("[[], {}, \"\", true, false, null]", "[[], {}, \"\", true, false, null]")]
    public void ReadDocument_AgreesWithPython(string json, string expected) =>
        Assert.Equal(expected, Write(Read(json), JsonDialect.Typed));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{a:1}")]
    [InlineData("{1:1}")]
    [InlineData("[1}")]
    [InlineData("]")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("-")]
    [InlineData("-NaN")]
    [InlineData("nul")]
    [InlineData("nulll")]
    [InlineData("1 2")]
    [InlineData("'a'")]
    [InlineData("\"a")]
    [InlineData("\"a\\\"")]
    [InlineData("\"\t\"")]
    [InlineData("\"\\x41\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\ufeff1")]
    [InlineData("\u00a01")]
    public void ReadDocument_Refuses_WhatPythonRefuses(string json) => Assert.Throws<MessageDecodeException>(() => Read(json));

    [Theory]
    [InlineData("22ff22")]
    [InlineData("22eda08022")]
    [InlineData("22c322")]
    public void ReadDocument_RefusesBrokenUtf8(string hex) =>
        Assert.Throws<MessageDecodeException>(() => WireJsonReader.ReadDocument(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("""{"__type__": "datetime", "__value__": "2020-01-02T03:04:05.000006+00:00"}""", "datetime.datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)")]
    [InlineData("""{"__value__": "2020-01-02", "__type__": "date"}""", "datetime.date(2020, 1, 2)")]
    [InlineData("""{"__type__": "time", "__value__": "03:04:05"}""", "datetime.time(3, 4, 5)")]
    [InlineData("""{"__type__": "decimal", "__value__": "1.10"}""", "Decimal('1.10')")]
    [InlineData("""{"__type__": "uuid", "__value__": {"hex": "00112233445566778899aabbccddeeff"}}""", "UUID('00112233-4455-6677-8899-aabbccddeeff')")]
    [InlineData("""{"__type__": "bytes", "__value__": "\u00e9"}""", "b'\\xc3\\xa9'")]
    [InlineData("""{"__type__": "base64", "__value__": "/wA="}""", "b'\\xff\\x00'")]
    [InlineData("""{"__type__": "date", "__value__": "2020-01-02", "more": 1}""", "{'__type__': 'date', '__value__': '2020-01-02', 'more': 1}")]
    [InlineData("""{"__type__": "date"}""", "{'__type__': 'date'}")]
    public void ReadDocument_ResolvesKombusTypedValues(string json, string expected) => Assert.Equal(expected, Read(json).ToString());

    [Theory]
    [InlineData("""{"__type__": "complex", "__value__": "1j"}""")]
    [InlineData("""{"__type__": "datetime", "__value__": "yesterday"}""")]
    [InlineData("""{"__type__": "decimal", "__value__": "1.2.3"}""")]
    [InlineData("""{"__type__": "time", "__value__": "25:00"}""")]
    [InlineData("""{"__type__": "uuid", "__value__": {"hex": "0"}}""")]
    [InlineData("""{"__type__": "base64", "__value__": "*"}""")]
    [InlineData("""{"__type__": "bytes", "__value__": "\ud800"}""")]
    public void ReadDocument_RefusesTypedValues_ThatKombuRefuses(string json) => Assert.Throws<MessageDecodeException>(() => Read(json));

    [Fact]
    public void ReadDocument_StopsAtTheDepthLimit()
    {
        Assert.Equal(WireKind.List, Read(new string('[', WireJsonReader.MaxDepth) + new string(']', WireJsonReader.MaxDepth)).Kind);
        var error = Assert.Throws<MessageDecodeException>(() => Read(new string('[', WireJsonReader.MaxDepth + 1)));
        Assert.Equal(WireJsonReader.MaxDepth, error.Offset);
    }

    [Fact]
    public void ReadDocument_KeepsTrackOfContainers_BelowTheFirst64()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":[", 200)) + "1" + string.Concat(Enumerable.Repeat("]}", 200));
        Assert.Equal(json, Write(Read(json), JsonDialect.Typed).Replace(" ", "", StringComparison.Ordinal));
        Assert.Throws<MessageDecodeException>(() => Read(json[..^200] + "}" + json[^199..]));
    }

    [Fact]
    public void ReadDocument_ReadsIntegers_OfAsManyDigitsAsPython()
    {
        Assert.Equal(4300, Read(new string('9', 4300)).AsBigInteger().ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        Assert.Throws<MessageDecodeException>(() => Read(new string('9', 4301)));
    }

    [Fact]
    public void SkipAndSlice_GivesTheBytesOfTheValue()
    {
        var reader = new WireJsonReader("{\"a\": [1, {\"b\": \"]\"}] , \"c\": \"x\\\"y\"}"u8);
        reader.ReadRequired();
        reader.ReadRequired();
        reader.ReadRequired();
        Assert.Equal("[1, {\"b\": \"]\"}]", Encoding.UTF8.GetString(reader.SkipAndSlice()));
        reader.ReadRequired();
        Assert.True(reader.ValueEquals("c"u8));
        reader.ReadRequired();
        Assert.Equal("\"x\\\"y\"", Encoding.UTF8.GetString(reader.SkipAndSlice()));
        reader.ReadRequired();
        reader.ReadToEnd();
    }

    // Left: the typed dialect (kombu 5.3 and later). Right: the plain one (up to 5.2). Null: refused.
    [Theory]
    [InlineData("datetime", """{"__type__": "datetime", "__value__": "2020-01-02T03:04:05+00:00"}""", "\"2020-01-02T03:04:05Z\"")]
    [InlineData("naive", """{"__type__": "datetime", "__value__": "2020-01-02T03:04:05.500000"}""", "\"2020-01-02T03:04:05.500000\"")]
    [InlineData("date", """{"__type__": "date", "__value__": "2020-01-02"}""", "\"2020-01-02T00:00:00\"")]
    [InlineData("time", """{"__type__": "time", "__value__": "03:04:05"}""", "\"03:04:05\"")]
    [InlineData("decimal", """{"__type__": "decimal", "__value__": "1.10"}""", "\"1.10\"")]
    [InlineData("uuid", """{"__type__": "uuid", "__value__": {"hex": "00112233445566778899aabbccddeeff"}}""", "\"00112233-4455-6677-8899-aabbccddeeff\"")]
    [InlineData("bytes", """{"__type__": "bytes", "__value__": "hi"}""", null)]
    [InlineData("set", null, null)]
    public void Writer_FollowsTheDialect(string kind, string? typed, string? plain)
    {
        var value = kind switch
        {
            "datetime" => new Protocol.Text.IsoTimestamp(new DateTime(2020, 1, 2, 3, 4, 5), TimeSpan.Zero),
            "naive" => new Protocol.Text.IsoTimestamp(new DateTime(2020, 1, 2, 3, 4, 5, 500), null),
            "date" => WireValue.Date(new DateOnly(2020, 1, 2)),
            "time" => WireValue.Time("03:04:05"),
            "decimal" => WireValue.Decimal("1.10"),
            "uuid" => WireValue.Uuid(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
            "bytes" => WireValue.Bytes("hi"u8.ToArray()),
            _ => WireValue.Set([1]),
        };
        foreach (var (dialect, expected) in new[] { (JsonDialect.Typed, typed), (JsonDialect.Plain, plain) })
        {
            if (expected is null)
            {
                Assert.Throws<MessageEncodeException>(() => Write(value, dialect));
            }
            else
            {
                Assert.Equal(expected, Write(value, dialect));
            }
        }
    }

    [Fact]
    public void Writer_WritesKeysOfAnyAtom_AsPythonDoes()
    {
        var map = new WireMap();
        map.Set(1, 1);
        map.Set(true, 2);
        map.Set(WireValue.None, 3);
        map.Set(1.5, 4);
        Assert.Equal("{\"1\": 1, \"true\": 2, \"null\": 3, \"1.5\": 4}", Write(map, JsonDialect.Typed));
        map.Set(WireValue.Tuple([1]), 5);
        Assert.Throws<MessageEncodeException>(() => Write(map, JsonDialect.Typed));
    }

    [Fact]
    public void Writer_EscapesEveryRun_WhateverItsLength()
    {
        for (var length = 0; length < 300; length++)
        {
            var text = new string('a', length) + "\"" + new string('b', length) + "\u001fé" + new string('~', length * 40);
            Assert.Equal(text, Read(Write(text, JsonDialect.Typed)).AsString());
        }
    }

    private static WireValue Read(string json) => WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(json));

    private static string Write(WireValue value, JsonDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>(1);
        var writer = new WireJsonWriter(output, dialect);
        writer.Value(value);
        writer.Flush();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
