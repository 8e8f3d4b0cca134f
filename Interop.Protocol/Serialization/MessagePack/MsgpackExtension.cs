using System.Buffers.Binary;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.MessagePack;

/// <summary>msgpack-python's two extension classes as values. Source: <c>msgpack/ext.py</c>.</summary>
internal static class MsgpackExtension
{
    public const sbyte TimestampCode = -1;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int SecondsBits = 34;

    private static readonly WireClass Timestamp = new("msgpack.ext", "Timestamp");
    private static readonly WireClass ExtType = new("msgpack.ext", "ExtType");

    public static WireValue Other(sbyte code, ReadOnlyMemory<byte> data) =>
        WireValue.Object(new WireObject { Class = ExtType, Args = [(int)code, WireValue.Bytes(data)] });

    /// <summary>4 bytes of seconds; 8 of nanoseconds (30 bits) and seconds; 12 of nanoseconds and signed seconds.</summary>
    public static bool TryReadTimestamp(ReadOnlySpan<byte> data, out WireValue value)
    {
        var (seconds, nanoseconds) = data.Length switch
        {
            4 => (BinaryPrimitives.ReadUInt32BigEndian(data), 0L),
            8 when BinaryPrimitives.ReadUInt64BigEndian(data) is var both =>
                ((long)(both & ((1UL << SecondsBits) - 1)), (long)(both >> SecondsBits)),
            12 => (BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data)),
            _ => (0, long.MaxValue),
        };
        value = WireValue.Object(new WireObject { Class = Timestamp, Args = [seconds, nanoseconds] });
        return nanoseconds < NanosecondsPerSecond;
    }

    /// <summary>Code and content of an object of one of the two classes; false for any other, or for arguments Python refuses.</summary>
    public static bool TryWrite(WireObject value, out sbyte code, out ReadOnlyMemory<byte> data)
    {
        (code, data) = (0, default);
        if (value.Class == ExtType && value.Args is [var number, { Kind: WireKind.Bytes } content]
            && number.TryGetInt64(out var wide) && wide is >= 0 and <= sbyte.MaxValue)
        {
            (code, data) = ((sbyte)wide, content.AsBytes());
            return true;
        }

        if (value.Class == Timestamp && value.Args is [var first, var second] && first.TryGetInt64(out var seconds)
            && second.TryGetInt64(out var nanoseconds) && nanoseconds is >= 0 and < NanosecondsPerSecond)
        {
            (code, data) = (TimestampCode, WriteTimestamp(seconds, nanoseconds));
            return true;
        }

        return false;
    }

    private static byte[] WriteTimestamp(long seconds, long nanoseconds)
    {
        var bytes = new byte[12];
        if (seconds >> SecondsBits != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4), seconds);
            return bytes;
        }

        var both = (ulong)nanoseconds << SecondsBits | (ulong)seconds;
        if (both <= uint.MaxValue)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)both);
            return bytes[..4];
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, both);
        return bytes[..8];
    }
}
