using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Reads what a <see cref="FrameWriter"/> wrote, after the length.</summary>
internal ref struct FrameReader
{
    private ReadOnlySpan<byte> _rest;

    public FrameReader(ReadOnlySpan<byte> frame)
    {
        _rest = frame;
        Kind = (FrameKind)Byte();
        Job = Long();
    }

    public FrameKind Kind { get; }

    public long Job { get; }

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() == 1;

    public bool? MaybeFlag() => Byte() switch { 0 => false, 1 => true, _ => null };

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public int? MaybeInt()
    {
        var there = Flag();
        var value = Int();
        return there ? value : null;
    }

    public long? MaybeLong()
    {
        var there = Flag();
        var value = Long();
        return there ? value : null;
    }

    public double? MaybeDouble()
    {
        var there = Flag();
        var value = BitConverter.Int64BitsToDouble(Long());
        return there ? value : null;
    }

    public string? Text()
    {
        var length = Int();
        return length switch
        {
            FrameText.Null => null,
            FrameText.Uuid => new Guid(Take(FrameText.UuidSize)).ToString("D"),
            FrameText.Utf16 => new string(MemoryMarshal.Cast<byte, char>(Bytes())),
            _ => Encoding.UTF8.GetString(Take(length)),
        };
    }

    public ReadOnlySpan<byte> Bytes() => Take(Int());

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
