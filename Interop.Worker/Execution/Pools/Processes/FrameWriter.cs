using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

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

    /// <summary>The frame without its length, as a <see cref="FrameReader"/> takes it; valid as long.</summary>
    public ReadOnlyMemory<byte> Content => _buffer.AsMemory(sizeof(int), _length - sizeof(int));

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

    /// <summary>Length in bytes, then UTF-8; or what it is instead: null, a UUID (16 bytes), a text that has no form in UTF-8 for its lone
    /// surrogates (as bytes).</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Int(FrameText.Null);
            return;
        }

        if (FrameText.IsUuid(text, out var uuid))
        {
            Int(FrameText.Uuid);
            uuid.TryWriteBytes(Reserve(FrameText.UuidSize));
            return;
        }

        var room = Encoding.UTF8.GetMaxByteCount(text.Length);
        var at = _length;
        var span = Reserve(sizeof(int) + room);
        if (Utf8.FromUtf16(text, span[sizeof(int)..], out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            BinaryPrimitives.WriteInt32LittleEndian(span, written);
            _length = at + sizeof(int) + written;
            return;
        }

        _length = at;
        Int(FrameText.Utf16);
        Bytes(MemoryMarshal.AsBytes(text.AsSpan()));
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
