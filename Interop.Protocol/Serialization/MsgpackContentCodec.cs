using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.MessagePack;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization;

/// <summary>MessagePack: <c>msgpack</c>, <c>application/x-msgpack</c>, <c>binary</c>, as <c>packb(use_bin_type=True)</c> and
/// <c>unpackb(raw=False)</c> of msgpack-python. Source: <c>kombu/serialization.py, register_msgpack</c>.</summary>
/// <remarks>Timestamps and other extensions are <see cref="WireKind.Object"/>s of the classes <c>msgpack.ext.Timestamp</c>
/// (<c>seconds</c>, <c>nanoseconds</c>) and <c>msgpack.ext.ExtType</c> (<c>code</c>, <c>data</c>), which is what Python gets.</remarks>
/// <param name="maxValues">Most values a document may hold, keys and containers included. Default
/// <see cref="DefaultMaxValues"/>; Python has no such limit.</param>
public sealed class MsgpackContentCodec(int maxValues = MsgpackContentCodec.DefaultMaxValues)
    : ContentCodec("msgpack", "application/x-msgpack", "binary")
{
    /// <summary>Levels a document may be nested; msgpack-python reads no more.</summary>
    public const int MaxDepth = 1024;

    /// <summary>Default of <see cref="MaxValues"/>.</summary>
    public const int DefaultMaxValues = 2_000_000;

    /// <summary>Most values a document may hold.</summary>
    public int MaxValues => maxValues;

    /// <inheritdoc/>
    /// <exception cref="MessageEncodeException">Dates, sets, decimals and the like, integers beyond 64 bits, keys that are
    /// neither text nor bytes: Python could not write them, or not read them again.</exception>
    public override void Encode(IBufferWriter<byte> output, WireValue value)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new MsgpackWriter(output);
        writer.Value(value);
        writer.Flush();
    }

    /// <inheritdoc/>
    public override WireValue Decode(ReadOnlySpan<byte> body) => MsgpackReader.ReadDocument(body, maxValues);
}
