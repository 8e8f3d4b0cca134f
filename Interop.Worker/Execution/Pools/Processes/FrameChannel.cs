using System.Buffers.Binary;
using System.Net.Sockets;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>One end of the socket between a worker and a process of its pool. Sending is thread safe; one reader at a time.</summary>
internal sealed class FrameChannel : IDisposable
{
    /// <summary>A peer that does not read for so long is not alive.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly FrameWriter _writer = new();
    private readonly Socket _socket;
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public FrameChannel(Socket socket)
    {
        _socket = socket;
        _socket.SendTimeout = (int)SendLimit.TotalMilliseconds;
    }

    /// <summary>Sends one frame.</summary>
    /// <returns>False when the peer is gone.</returns>
    public bool Send<T>(T state, Action<FrameWriter, T> write)
    {
        lock (_lock)
        {
            write(_writer, state);
            try
            {
                var rest = _writer.Frame.Span;
                while (!rest.IsEmpty)
                {
                    rest = rest[_socket.Send(rest)..];
                }

                return true;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Sends a frame that says nothing but its kind and its job.</summary>
    public bool Send(FrameKind kind, long job) => Send((kind, job), static (writer, frame) => writer.Begin(frame.kind, frame.job));

    /// <summary>The next frame, without its length and valid until the next call; null when the peer is gone. Holds the thread.</summary>
    public ReadOnlyMemory<byte>? Receive()
    {
        while (!HasFrame())
        {
            try
            {
                var read = _socket.Receive(Room());
                if (read == 0)
                {
                    return null;
                }

                _end += read;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }

        return Taken();
    }

    /// <summary>As <see cref="Receive"/>, holding no thread.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync()
    {
        while (!HasFrame())
        {
            try
            {
                var read = await _socket.ReceiveAsync(RoomMemory(), SocketFlags.None).ConfigureAwait(false);
                if (read == 0)
                {
                    return null;
                }

                _end += read;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }

        return Taken();
    }

    public void Dispose() => _socket.Dispose();

    private bool HasFrame() => _end - _start >= sizeof(int)
        && _end - _start >= sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));

    private ReadOnlyMemory<byte> Taken()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
        var frame = _buffer.AsMemory(_start + sizeof(int), length);
        _start += sizeof(int) + length;
        return frame;
    }

    private Span<byte> Room() => RoomMemory().Span;

    private Memory<byte> RoomMemory()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        var needed = _end >= sizeof(int) ? sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(_buffer) : 0;
        if (needed > _buffer.Length || _end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        }

        return _buffer.AsMemory(_end);
    }
}
