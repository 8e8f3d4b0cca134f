using System.Buffers.Binary;

namespace Interop.Client.Tests;

/// <summary>Ids count 1, 2, 3, …, as in the golden files.</summary>
internal sealed class CountingChance() : Random(0)
{
    private ulong _count;

    public override void NextBytes(Span<byte> buffer)
    {
        buffer.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(buffer[^sizeof(ulong)..], Interlocked.Increment(ref _count));
    }
}
