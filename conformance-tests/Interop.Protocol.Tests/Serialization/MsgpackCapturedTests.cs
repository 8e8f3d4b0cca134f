using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;
using Interop.Testing.Python;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>What kombu with msgpack-python made of the samples of <c>python-fixtures/formats</c>.</summary>
public sealed class MsgpackCapturedTests
{
    private static readonly MsgpackContentCodec Codec = new();

    public static TheoryData<string> Versions => [.. FormatSamples.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Decode_GivesPythonsValue_OrRefusesWhatPythonRefuses(string version)
    {
        var samples = FormatSamples.Of(version, "msgpack-load");
        Assert.Multiple([.. samples.Select(sample => (Action)(() =>
        {
            var body = sample.GetProperty("body").GetString()!;
            if (sample.TryGetProperty("error", out _))
            {
                var error = Assert.Throws<MessageDecodeException>(() => Codec.Decode(Convert.FromHexString(body)));
                Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
                Assert.InRange(error.Offset, 0, body.Length / 2);
            }
            else
            {
                Assert.Equal((body, FormatValues.Read(sample.GetProperty("value"))), (body, Codec.Decode(Convert.FromHexString(body))));
            }
        }))]);
        Assert.InRange(samples.Count, 130, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Encode_GivesPythonsBytes_OrRefusesWhatPythonCannotRead(string version)
    {
        var samples = FormatSamples.Of(version, "msgpack-dump");
        Assert.Multiple([.. samples.Select(sample => (Action)(() =>
        {
            var value = FormatValues.Read(sample.GetProperty("given"));
            if (sample.TryGetProperty("body", out var body) && PythonReads(value))
            {
                Assert.Equal(body.GetString(), Convert.ToHexStringLower(Codec.Encode(value).Body.Span));
            }
            else
            {
                Assert.EndsWith(".", Assert.Throws<MessageEncodeException>(() => Codec.Encode(value)).Message, StringComparison.Ordinal);
            }
        }))]);
        Assert.InRange(samples.Count, 180, int.MaxValue);
    }

    // Python writes other keys, too, and then cannot read its own message (strict_map_key).
    private static bool PythonReads(WireValue value) =>
        value.Kind != WireKind.Map || value.AsMap().All(pair => pair.Key.Kind is WireKind.String or WireKind.Bytes);
}
