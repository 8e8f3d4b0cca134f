using System.Buffers;
using System.Text;
using System.Text.Json;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Serialization;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Client.Tests.Serialization;

/// <summary>What real workers of every Celery left in Redis, RabbitMQ and files.</summary>
public sealed class LiveGoldenTests
{
    public static TheoryData<string> Versions => [.. Golden.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Envelopes_AreWrittenAsPythonDid_WhenTheyWereRead(string version) => CheckAll(version, "live-envelope", golden =>
    {
        var raw = Raw(golden);
        var written = Write(output => VirtualEnvelope.Write(output, VirtualEnvelope.Read(raw.Span), Golden.ReleaseOf(version)));
        return Same(raw, written);
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public void UnackedEntries_AreWrittenAsPythonDid_WhenTheyWereRead(string version) => CheckAll(version, "live-unacked", golden =>
    {
        var raw = Raw(golden);
        var entry = UnackedEntry.Read(raw);
        Assert.Equal(entry.RoutingKey, VirtualEnvelope.Read(entry.Envelope.Span).Properties.RoutingKey);
        return Same(raw, Write(entry.Write));
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public void AmqpProperties_AreWrittenAsPythonDid_WhenTheyWereRead(string version) => CheckAll(version, "live-amqp", golden =>
    {
        var raw = golden.GetProperty("properties_base64").GetBytesFromBase64();
        var message = RabbitMqMapper.Read(
            raw, golden.GetProperty("body").GetBytesFromBase64(), golden.GetProperty("exchange").GetString()!,
            golden.GetProperty("routing_key").GetString()!, redelivered: false);
        return RabbitMqMapper.Write(message, Golden.ReleaseOf(version)) is var written && raw.AsSpan().SequenceEqual(written)
            ? null
            : $"wrote {Convert.ToHexString(written)}, Python {Convert.ToHexString(raw)}.";
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public void EventsAndControl_OverRabbitMq_AreReadAsPythonReadsThem(string version)
    {
        var read = 0;
        CheckAll(version, "live-amqp", golden =>
        {
            if (!golden.TryGetProperty("value", out var tagged))
            {
                return null; // A task or result, whose bytes say it all.
            }

            read++;
            var message = RabbitMqMapper.Read(
                golden.GetProperty("properties_base64").GetBytesFromBase64(), golden.GetProperty("body").GetBytesFromBase64(),
                golden.GetProperty("exchange").GetString()!, golden.GetProperty("routing_key").GetString()!, redelivered: false);
            var value = WireJsonReader.ReadDocument(message.Body.Span);
            var expected = GoldenValue.Read(tagged);
            return message.Properties.ContentType == "application/json" && value == expected ? null : $"read {value}, Python {expected}.";
        });
        Assert.InRange(read, 50, int.MaxValue);
    }

    [Theory]
    [InlineData("live-event")]
    [InlineData("live-control")]
    [InlineData("live-reply")]
    public void EventsAndControl_AreReadAsPythonReadsThem(string kind) => Assert.All(Golden.Versions, version => CheckAll(version, kind, golden =>
    {
        var message = VirtualEnvelope.Read(Raw(golden).Span);
        var value = WireJsonReader.ReadDocument(message.Body.Span);
        var expected = GoldenValue.Read(golden.GetProperty("value"));
        return message.Properties.ContentType == "application/json" && value == expected ? null : $"read {value}, Python {expected}.";
    }));

    [Theory]
    [MemberData(nameof(Versions))]
    public void Results_AreReadAsPythonReadsThem(string version) => CheckResults(version, (codec, record) =>
    {
        var raw = Raw(record);
        if (!record.TryGetProperty("meta", out var tagged))
        {
            return Throws(() => codec.Decode(raw.Span)) ? null : "Python cannot read it, we did.";
        }

        if (Golden.ReleaseOf(version) < CeleryRelease.V53 && raw.Span.IndexOf("\"__type__\""u8) >= 0)
        {
            return null; // Up to 5.2 kombu does not know the markers; we read them whoever sent them.
        }

        if (record.GetRawText() is var text && text.Contains("worker_app:Holder", StringComparison.Ordinal))
        {
            return Throws(() => codec.Decode(raw.Span)) ? null : "an instance of a class that is not allowed was read.";
        }

        if (text.Contains("MaybeEncodingError", StringComparison.Ordinal) && codec.CarriesObjects)
        {
            return null; // Its constructor prints its arguments anew each time it is read; we run no constructor.
        }

        var expected = GoldenValue.Read(tagged);
        if (codec.Decode(raw.Span) is var document && !GoldenValue.AreAlike(document, expected))
        {
            return $"read {document}, Python {expected}.";
        }

        var meta = ResultMetaCodec.Read(raw, codec);
        if (!meta.Status.IsException)
        {
            return null;
        }

        var stored = expected.AsMap()["result"]!.Value;
        var named = stored.Kind == WireKind.Map && stored.AsMap()["exc_type"] is { } type ? type.AsString()
            : stored.Kind == WireKind.Exception ? NameOf(stored.AsObject()) : null;
        return named is null || meta.Error?.Type == named ? null : $"the error is {meta.Error?.Type}, Python's {named}.";
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public void JsonResults_AreWrittenAsPythonDid_WhenTheyWereRead(string version) => CheckResults(version, (codec, record) =>
    {
        var raw = Raw(record);
        return codec is JsonContentCodec
            ? Same(raw, Write(output => ResultMetaCodec.Write(output, ResultMetaCodec.Read(raw), Golden.ReleaseOf(version))))
            : null;
    });

    private static void CheckAll(string version, string kind, Func<JsonElement, string?> check)
    {
        var mismatches = new GoldenMismatches();
        foreach (var name in Golden.Cases(kind, version))
        {
            mismatches.Check(name, Golden.Load(name, version), check);
        }

        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
        Assert.InRange(mismatches.Checked, 5, int.MaxValue);
    }

    private static void CheckResults(string version, Func<ContentCodec, JsonElement, string?> check) => CheckAll(version, "live-result", golden =>
    {
        var serializer = golden.GetProperty("serializer").GetString()!;
        return StandardContent.Serializers.Find(serializer == "extended" ? "json" : serializer) is { } codec
            ? golden.GetProperty("records").EnumerateArray().Select(record => check(codec, record)).FirstOrDefault(wrong => wrong is not null)
            : null;
    });

    private static ReadOnlyMemory<byte> Raw(JsonElement golden) => golden.GetProperty("raw").GetBytesFromBase64();

    private static byte[] Write(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    // An exception that cannot be pickled travels in a wrapper: (module, name, args, text).
    private static string NameOf(WireObject error) => error.Class.Name switch
    {
        "UnpickleableExceptionWrapper" => error.Args[1].AsString(),
        var name => name,
    };

    private static bool Throws(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (ProtocolException)
        {
            return true;
        }
    }

    private static string? Same(ReadOnlyMemory<byte> python, byte[] ours) => python.Span.SequenceEqual(ours)
        ? null
        : $"wrote {Encoding.UTF8.GetString(ours)}, Python {Encoding.UTF8.GetString(python.Span)}.";
}
