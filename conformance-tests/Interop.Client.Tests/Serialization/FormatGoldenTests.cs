using System.Text.Json;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization;

/// <summary>The values that every Celery wrote as msgpack and YAML, and what it read of its own bytes.</summary>
public sealed class FormatGoldenTests
{
    private static readonly ContentCodecRegistry Registry = StandardContent.Serializers;

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var version in Golden.Versions)
            {
                data.Add(version, "msgpack");
                data.Add(version, "yaml");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decode_GivesWhatPythonReads(string version, string serializer)
    {
        var cases = Cases(version, serializer).Where(golden => golden.TryGetProperty("body", out _)).ToList();
        Assert.Multiple([.. cases.Select(golden => (Action)(() =>
        {
            var (type, encoding) = (golden.GetProperty("content_type").GetString(), golden.GetProperty("content_encoding").GetString());
            WireValue Decode() => Registry.Decode(golden.GetProperty("body").GetBytesFromBase64(), type, encoding, Registry.Accept([serializer]));
            if (golden.TryGetProperty("read_error", out _))
            {
                Assert.Throws<MessageDecodeException>(() => Decode());
            }
            else
            {
                Assert.Equal((Name(golden), FormatValues.Read(Read(golden))), (Name(golden), Decode()));
            }
        }))]);
        Assert.InRange(cases.Count, 80, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Encode_GivesWhatPythonReadsAsEqual_OrRefuses(string version, string serializer)
    {
        var cases = Cases(version, serializer).Where(golden => HasKind(golden.GetProperty("value"))).ToList();
        Assert.Multiple([.. cases.Select(golden => (Action)(() =>
        {
            var value = FormatValues.Read(golden.GetProperty("value"));
            if (golden.TryGetProperty("write_error", out _) || golden.TryGetProperty("read_error", out _))
            {
                Assert.Throws<MessageEncodeException>(() => Registry.Encode(value, serializer));
                return;
            }

            var ours = Registry.Encode(value, serializer);
            Assert.Equal(golden.GetProperty("content_type").GetString(), ours.ContentType);
            Assert.Equal(golden.GetProperty("content_encoding").GetString(), ours.ContentEncoding);
            Assert.Equal((Name(golden), FormatValues.Read(Read(golden))), (Name(golden), Registry.Get(serializer).Decode(ours.Body.Span)));
            if (serializer == "msgpack")
            {
                Assert.Equal(golden.GetProperty("body").GetString(), Convert.ToBase64String(ours.Body.Span));
            }
        }))]);
        Assert.InRange(cases.Count, 100, int.MaxValue);
    }

    private static IEnumerable<JsonElement> Cases(string version, string serializer) => Golden.Cases("value", version)
        .Select(name => Golden.Load(name, version))
        .Where(golden => golden.GetProperty("serializer").GetString() == serializer);

    private static string Name(JsonElement golden) => golden.GetProperty("case").GetString()!;

    private static JsonElement Read(JsonElement golden) =>
        golden.TryGetProperty("reads", out var reads) ? reads : golden.GetProperty("value");

    private static bool HasKind(JsonElement tagged)
    {
        try
        {
            FormatValues.Read(tagged);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
