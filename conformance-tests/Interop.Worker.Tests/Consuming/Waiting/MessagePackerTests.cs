using System.Buffers;
using System.Text;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Worker.Consuming.Waiting;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Consuming.Waiting;

public sealed class MessagePackerTests
{
    private readonly MessagePacker _packer = new();

    [Fact]
    public void Pack_KeepsEveryGoldenMessage()
    {
        var count = 0;
        foreach (var golden in Golden.EveryCase("task").Select(name => Golden.Load(name)))
        {
            foreach (var message in golden.GetProperty("messages").EnumerateArray())
            {
                var original = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(message.GetProperty("envelope").GetString()!));
                Assert.Equal(Envelope(original), Envelope(Packed(original).Message));
                count++;
            }
        }

        Assert.InRange(count, 500, int.MaxValue);
    }

    [Fact]
    public void Pack_KeepsWhatOnlyAmqpHas()
    {
        var original = TestDelivery.Of("t.add", "[2, 3]", headers: h => h with
        {
            ArgsRepr = "('\ud800',)",
            Eta = new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5), TimeSpan.FromHours(1)),
            TimeLimit = new TimeLimit(1.5, null),
            StampedHeaders = ["tenant"],
            Stamps = new WireMap().With("tenant", WireValue.List(["a", 1])),
            Extra = new WireMap().With("blob", WireValue.Bytes(new byte[] { 0, 255 })).With("count", 3L),
        }).Message;
        original = original with { Properties = original.Properties with { BodyEncoding = null, DeliveryTag = null, Redelivered = true } };

        var message = Packed(original).Message;

        Assert.Equal(original.Properties, message.Properties);
        Assert.Equal(original.Headers with { Extra = null, Stamps = null, StampedHeaders = null }, message.Headers with { Extra = null, Stamps = null, StampedHeaders = null });
        Assert.Equal(original.Headers.StampedHeaders, message.Headers.StampedHeaders);
        Assert.Equal(WireValue.Map(original.Headers.Stamps!), WireValue.Map(message.Headers.Stamps!));
        Assert.Equal(WireValue.Map(original.Headers.Extra!), WireValue.Map(message.Headers.Extra!));
        Assert.Equal(original.Body.ToArray(), message.Body.ToArray());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void Pack_KeepsBodiesOfAnySize(int length)
    {
        foreach (var letter in (char[])['a', 'b'])
        {
            var original = TestDelivery.Of("t.add", $"[\"{new string(letter, length)}\"]").Message;
            Assert.Equal(original.Body.ToArray(), Packed(original).Message.Body.ToArray());
        }
    }

    [Fact]
    public void Pack_LeavesAMessageAsItIs_WhenAHeaderCannotBeWritten()
    {
        var original = TestDelivery.Of("t.add", headers: h => h with { Extra = new WireMap().With("odd", WireValue.Complex(new(1, 2))) }).Message;

        Assert.Same(original, Packed(original).Message);
    }

    private TestDelivery Packed(WireMessage message)
    {
        var delivery = new TestDelivery(message);
        _packer.Pack(delivery, message.Headers.Task ?? "");
        return delivery;
    }

    private static string Envelope(WireMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        VirtualEnvelope.Write(output, message, CeleryRelease.V56);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
