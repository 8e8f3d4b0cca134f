using System.Buffers;
using Interop.Protocol.Errors;

namespace Interop.Client.Producing;

/// <summary>A growing buffer from the shared pool. Disposed once at most; not disposing it costs the pool an array and
/// nothing else.</summary>
internal sealed class PooledBody(int capacity = 512) : IBufferWriter<byte>, IDisposable
{
    /// <summary>No broker takes a message of this size. Nested chords repeat their bodies in each part, so that few bytes can come to many.</summary>
    private const int MaxSize = 256 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _used;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _used);

    public void Advance(int count) => _used += count;

    /// <summary>Forgets what was written after a length.</summary>
    public void CutTo(int length) => _used = Math.Min(_used, length);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_used);
    }

    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        _used = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow(int sizeHint)
    {
        var needed = checked(_used + Math.Max(sizeHint, 1));
        if (needed <= _bytes.Length)
        {
            return;
        }

        if (needed > MaxSize)
        {
            throw new MessageEncodeException($"The body of a task message has more than {MaxSize >> 20} MiB. Send less, or nest fewer chords.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
        _bytes.AsSpan(0, _used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
