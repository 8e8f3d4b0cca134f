using System.Buffers.Binary;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>The frame grammar, as far as the property section of content headers needs it.</summary>
/// <remarks>frame = type (1), channel (2), size (4), payload (size), 0xCE. Payload of a content header (type 2) = class (2),
/// weight (2), body size (8), property section.
/// <para>RabbitMQ.Client has its own table codec: it ends the connection at a 64-bit integer from Python (<c>L</c>), cannot send
/// priority 0 and does not tell an absent property from a zero one. So each property section travels through it whole, as the only
/// entry of a headers table: key <c>""</c>, type <c>x</c>.</para></remarks>
internal static class AmqpFrames
{
    public const int PrefixSize = 7;
    public const int HeaderFrame = 2;

    private const int BasicClass = 60;
    private const int FixedSize = 12;
    private const ushort HeadersOnly = 0x2000;

    /// <summary>Bytes that wrapping adds: flags, table length, empty key, type, length of the value.</summary>
    public const int WrapSize = 2 + 4 + 1 + 1 + 4;

    public static int PayloadSize(ReadOnlySpan<byte> prefix)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(prefix[3..]);
        return size <= int.MaxValue - 64 ? (int)size : throw new IOException($"The broker sent a frame of {size} bytes; that is no AMQP.");
    }

    /// <summary>Copies a whole content-header frame with its property section wrapped; returns the size written.</summary>
    public static int Wrap(ReadOnlySpan<byte> frame, Span<byte> output)
    {
        var payload = frame[PrefixSize..^1];
        if (payload.Length < FixedSize || BinaryPrimitives.ReadUInt16BigEndian(payload) != BasicClass)
        {
            frame.CopyTo(output);
            return frame.Length;
        }

        var section = payload[FixedSize..];
        frame[..(PrefixSize + FixedSize)].CopyTo(output);
        BinaryPrimitives.WriteInt32BigEndian(output[3..], payload.Length + WrapSize);
        var at = output[(PrefixSize + FixedSize)..];
        BinaryPrimitives.WriteUInt16BigEndian(at, HeadersOnly);
        BinaryPrimitives.WriteInt32BigEndian(at[2..], section.Length + 6);
        at[6] = 0;
        at[7] = (byte)'x';
        BinaryPrimitives.WriteInt32BigEndian(at[8..], section.Length);
        section.CopyTo(at[WrapSize..]);
        at[WrapSize + section.Length] = frame[^1];
        return frame.Length + WrapSize;
    }

    /// <summary>Copies a whole content-header frame; a wrapped property section comes out as it was. Returns the size written.</summary>
    public static int Unwrap(ReadOnlySpan<byte> frame, Span<byte> output)
    {
        var payload = frame[PrefixSize..^1];
        if (WrappedSection(payload) is not { } section)
        {
            frame.CopyTo(output);
            return frame.Length;
        }

        frame[..(PrefixSize + FixedSize)].CopyTo(output);
        BinaryPrimitives.WriteInt32BigEndian(output[3..], FixedSize + section.Length);
        payload.Slice(section.Start, section.Length).CopyTo(output[(PrefixSize + FixedSize)..]);
        var size = PrefixSize + FixedSize + section.Length;
        output[size] = frame[^1];
        return size + 1;
    }

    private static (int Start, int Length)? WrappedSection(ReadOnlySpan<byte> payload)
    {
        const int start = FixedSize + WrapSize;
        if (payload.Length < start
            || BinaryPrimitives.ReadUInt16BigEndian(payload) != BasicClass
            || (BinaryPrimitives.ReadUInt16BigEndian(payload[FixedSize..]) & HeadersOnly) == 0
            || payload[FixedSize + 6] != 0
            || payload[FixedSize + 7] != (byte)'x')
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(payload[(FixedSize + 8)..]);
        return length >= 0 && length <= payload.Length - start ? (start, length) : null;
    }
}
