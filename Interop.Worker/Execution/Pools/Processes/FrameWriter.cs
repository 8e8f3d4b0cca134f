using System.Buffers.Binary;
using System.Text;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Writes one frame at a time into a buffer of its own. Not thread safe.</summary>
internal sealed class FrameWriter
{
    private const int KeptCapacity = 1 << 20;

    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>The frame, valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Frame
    {
        get
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer, _length - sizeof(int));
            return _buffer.AsMemory(0, _length);
        }
    }

    public void Begin(FrameKind kind, long job)
    {
        if (_buffer.Length > KeptCapacity)
        {
            _buffer = new byte[4096];
        }

        _length = sizeof(int);
        Byte((byte)kind);
        Long(job);
    }

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Flag(bool? value) => Byte(value switch { null => 2, true => 1, false => 0 });

    public void Int(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);

    public void Long(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);

    public void Number(int? value)
    {
        Flag(value is not null);
        Int(value ?? 0);
    }

    public void Number(long? value)
    {
        Flag(value is not null);
        Long(value ?? 0);
    }

    public void Number(double? value)
    {
        Flag(value is not null);
        Long(BitConverter.DoubleToInt64Bits(value ?? 0));
    }

    /// <summary>Length in bytes, -1 for null; then UTF-8.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Int(-1);
            return;
        }

        var room = Encoding.UTF8.GetMaxByteCount(text.Length);
        var at = _length;
        var span = Reserve(sizeof(int) + room);
        var written = Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, written);
        _length = at + sizeof(int) + written;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Int(bytes.Length);
        bytes.CopyTo(Reserve(bytes.Length));
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_length + count)));
        }

        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
