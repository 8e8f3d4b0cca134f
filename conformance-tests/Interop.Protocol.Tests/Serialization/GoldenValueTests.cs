using System.Buffers;
using System.Text;
using System.Text.Json;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>Single values against what CPython and kombu made of them.</summary>
public sealed class GoldenValueTests
{
    [Theory]
    [MemberData(nameof(Versions))]
    public void Writer_GivesKombusText(string version)
    {
        var dialect = IsPlain(version) ? JsonDialect.Plain : JsonDialect.Typed;
        var compared = 0;
        foreach (var sample in Golden.Load("json-encode", version).GetProperty("samples").EnumerateArray())
        {
            if (!GoldenValue.TryRead(sample.GetProperty("value"), out var value))
            {
                continue;
            }

            compared++;
            if (sample.GetProperty("json").GetString() is { } json)
            {
                Assert.Equal(json, Write(value, dialect));
            }
            else
            {
                Assert.Throws<MessageEncodeException>(() => Write(value, dialect));
            }
        }

        Assert.InRange(compared, 60, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Reader_GivesKombusValue(string version)
    {
        foreach (var sample in Golden.Load("json-decode", version).GetProperty("samples").EnumerateArray())
        {
            var json = Encoding.UTF8.GetBytes(sample.GetProperty("json").GetString()!);
            if (IsPlain(version) && json.AsSpan().IndexOf("__type__"u8) >= 0)
            {
                // Up to 5.2 kombu does not know the markers; we read them whoever sent them.
                continue;
            }

            if (sample.GetProperty("error").ValueKind != JsonValueKind.Null)
            {
                Assert.Throws<MessageDecodeException>(() => WireJsonReader.ReadDocument(json));
                continue;
            }

            Assert.True(GoldenValue.TryRead(sample.GetProperty("value"), out var expected));
            Assert.Equal(expected, WireJsonReader.ReadDocument(json));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void SafeRepr_GivesCelerysText(string version)
    {
        var compared = 0;
        foreach (var name in new[] { "saferepr", "saferepr-limited" })
        {
            foreach (var sample in Golden.Load(name, version).GetProperty("samples").EnumerateArray())
            {
                if (!GoldenValue.TryRead(sample.GetProperty("value"), out var value))
                {
                    continue;
                }

                compared++;
                var limit = sample.GetProperty("maxlen") is { ValueKind: JsonValueKind.Number } given ? given.GetInt32() : 0;
                Assert.Equal(Text(sample.GetProperty("repr")), PythonRepr.SafeRepr(value, limit));
            }
        }

        Assert.InRange(compared, 100, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Times_FormatAndPrintAsPythons(string version)
    {
        foreach (var sample in Golden.Load("isoformat", version).GetProperty("written").EnumerateArray())
        {
            Assert.True(GoldenValue.TryRead(sample.GetProperty("value"), out var value));
            Assert.Equal(sample.GetProperty("python").GetString(), PythonRepr.Format(value));
            if (value.Kind == WireKind.DateTime)
            {
                Assert.Equal(sample.GetProperty("isoformat").GetString(), value.AsDateTime().Format());
            }
        }
    }

    public static TheoryData<string> Versions => [.. Golden.Versions];

    private static bool IsPlain(string version) => Version.Parse(version) < new Version(5, 3);

    // JsonElement refuses lone surrogates.
    private static string Text(JsonElement text) => WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(text.GetRawText())).AsString();

    private static string Write(WireValue value, JsonDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(output, dialect);
        writer.Value(value);
        writer.Flush();
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
