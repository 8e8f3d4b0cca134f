using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Interop.Client.Brokers.RabbitMq;

namespace Interop.Client.Tests.RabbitMq;

public sealed class AmqpFramesTests
{
    [Fact]
    public void Unwrap_GivesTheFrameBack_WhenItWasWrapped() =>
        Prop.ForAll<byte[]>(section =>
        {
            var frame = HeaderFrame(section);
            var wrapped = new byte[frame.Length + AmqpFrames.WrapSize];
            var size = AmqpFrames.Wrap(frame, wrapped);
            var back = new byte[wrapped.Length];
            var backSize = AmqpFrames.Unwrap(wrapped.AsSpan(0, size), back);
            return back.AsSpan(0, backSize).SequenceEqual(frame);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Unwrap_LeavesAFrameAlone_WhenItIsNotWrapped()
    {
        // An empty properties section, as the library would write for a message without any.
        var frame = HeaderFrame([0, 0]);
        var output = new byte[frame.Length];

        Assert.Equal(frame.Length, AmqpFrames.Unwrap(frame, output));
        Assert.Equal(frame, output);
    }

    [Fact]
    public void Wrap_IsReadByTheLibraryAsOneBinaryHeader()
    {
        byte[] section = [0x80, 0, 1, (byte)'x'];
        var frame = HeaderFrame(section);
        var wrapped = new byte[frame.Length + AmqpFrames.WrapSize];
        var size = AmqpFrames.Wrap(frame, wrapped);

        var properties = new global::RabbitMQ.Client.ReadOnlyBasicProperties(wrapped.AsSpan(19, size - 20));

        var carried = Assert.IsType<global::RabbitMQ.Client.BinaryTableValue>(Assert.Single(properties.Headers!).Value);
        Assert.Equal(section, carried.Bytes);
        Assert.Null(properties.ContentType);
    }

    [Fact]
    public void Inbound_WrapsHeadersAndPassesTheRest_HoweverTheBytesAreCut() =>
        Prop.ForAll<byte[][], int>((bodies, seed) =>
        {
            var chance = new Random(seed);
            var frames = bodies.SelectMany(body => new[] { Frame(1, body), HeaderFrame(body), Frame(3, body), Frame(8, []) }).ToList();
            var input = frames.SelectMany(frame => frame).ToArray();
            var expected = frames.SelectMany(Expected).ToArray();
            return Feed(new AmqpInbound(), input, chance).AsSpan().SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Inbound_WrapsAHeader_WhenItIsLargerThanItsBuffer()
    {
        var frame = HeaderFrame(new byte[200_000]);

        Assert.Equal(Expected(frame), Feed(new AmqpInbound(), frame, new Random(1)));
    }

    [Fact]
    public void Inbound_PassesTheGreeting_WhenTheBrokerSpeaksAnotherProtocol()
    {
        byte[] greeting = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 1, 0, 0];

        Assert.Equal(greeting, Feed(new AmqpInbound(), greeting, new Random(1)));
    }

    private static byte[] Expected(byte[] frame)
    {
        if (frame[0] != AmqpFrames.HeaderFrame)
        {
            return frame;
        }

        var wrapped = new byte[frame.Length + AmqpFrames.WrapSize];
        return wrapped[..AmqpFrames.Wrap(frame, wrapped)];
    }

    private static byte[] Feed(AmqpInbound inbound, byte[] input, Random chance)
    {
        var output = new List<byte>();
        var buffer = new byte[7];
        for (var at = 0; at < input.Length;)
        {
            var room = inbound.Room();
            var count = Math.Min(Math.Min(room.Length, input.Length - at), chance.Next(1, 5000));
            input.AsMemory(at, count).CopyTo(room);
            inbound.Received(count);
            at += count;
            int taken;
            while ((taken = inbound.Take(buffer)) > 0)
            {
                output.AddRange(buffer[..taken]);
            }
        }

        return [.. output];
    }

    private static byte[] HeaderFrame(byte[] section)
    {
        var payload = new byte[12 + section.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, 60);
        BinaryPrimitives.WriteUInt64BigEndian(payload.AsSpan(4), 5);
        section.CopyTo(payload, 12);
        return Frame(2, payload);
    }

    private static byte[] Frame(byte type, byte[] payload)
    {
        var frame = new byte[payload.Length + 8];
        frame[0] = type;
        frame[2] = 1;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(3), payload.Length);
        payload.CopyTo(frame, 7);
        frame[^1] = 0xCE;
        return frame;
    }
}
