using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Testing.Python;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>What kombu made of text in encodings of many names.</summary>
public sealed class ContentTextCapturedTests
{
    public static TheoryData<string> Versions => [.. FormatSamples.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Decode_GivesKombusText_OrRefusesWhatKombuRefuses(string version)
    {
        var samples = FormatSamples.Of(version, "text-load");
        Assert.Multiple([.. samples.Select(sample => (Action)(() =>
        {
            var (encoding, hex) = (sample.GetProperty("encoding").GetString()!, sample.GetProperty("body").GetString()!);
            var body = Convert.FromHexString(hex);
            if (sample.TryGetProperty("error", out _))
            {
                Assert.EndsWith(".", Assert.Throws<MessageDecodeException>(() => Decode(body, encoding)).Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal((encoding, hex, FormatValues.Read(sample.GetProperty("value"))), (encoding, hex, Decode(body, encoding)));
            }
        }))]);
        Assert.InRange(samples.Count, 330, int.MaxValue);
    }

    private static Interop.Protocol.Values.WireValue Decode(byte[] body, string encoding) =>
        ContentCodecRegistry.Default.Decode(body, "text/plain", encoding, ContentCodecRegistry.Default.Accept(["text/plain"]));
}
