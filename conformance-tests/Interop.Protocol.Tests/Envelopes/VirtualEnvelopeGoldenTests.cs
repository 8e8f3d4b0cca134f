using System.Buffers;
using System.Text;
using Interop.Protocol.Envelopes;
using Interop.Testing;

namespace Interop.Protocol.Tests.Envelopes;

public sealed class VirtualEnvelopeGoldenTests
{
    public static TheoryData<string, int> All => GoldenMessages.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Write_GivesPythonsBytes_WhenPythonsEnvelopeWasRead(string name, int index)
    {
        var envelope = GoldenMessages.Envelope(name, index);
        var output = new ArrayBufferWriter<byte>();

        VirtualEnvelope.Write(output, VirtualEnvelope.Read(Encoding.UTF8.GetBytes(envelope)), Golden.Release(name));

        Assert.Equal(envelope, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_GivesTheBody_AsItWasBeforeBase64(string name, int index)
    {
        var message = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(GoldenMessages.Envelope(name, index)));

        Assert.Equal(Golden.Body(name, index), message.Body.ToArray());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_GivesTheAddress_ThatThePublisherUsed(string name, int index)
    {
        var golden = GoldenMessages.Message(name, index);

        var properties = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(golden.GetProperty("envelope").GetString()!)).Properties;

        Assert.Equal(golden.GetProperty("exchange").GetString(), properties.Exchange);
        Assert.Equal(golden.GetProperty("routing_key").GetString(), properties.RoutingKey);
        Assert.Equal("base64", properties.BodyEncoding);
        Assert.Null(properties.Extra?["priority"]);
    }
}
