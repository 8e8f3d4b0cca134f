using System.Net.Sockets;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>The socket, or TLS upon it, with property sections carried past RabbitMQ.Client's table codec, see <see cref="AmqpFrames"/>.</summary>
/// <remarks>RabbitMQ.Client reads on one loop and writes whole commands on another, so each direction has one user.</remarks>
internal sealed class AmqpStream : NetworkStream
{
    private const int DirectFrom = 64 * 1024;

    private readonly Stream _inner;
    private readonly AmqpInbound _inbound = new();
    private byte[] _output = new byte[4096];

    public AmqpStream(Socket socket, Stream inner) : base(socket, ownsSocket: false) => _inner = inner;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = _inbound.Take(buffer.Span);
            if (count > 0 || buffer.IsEmpty)
            {
                return count;
            }

            var received = await _inner.ReadAsync(_inbound.Room(), cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                return 0;
            }

            _inbound.Received(received);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var header = FindHeader(buffer.Span);
        if (header.Size == 0)
        {
            await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The method frame and the rewritten header go out with the body in one write, unless the body is large.
        var rest = buffer[(header.Start + header.Size)..];
        var joined = rest.Length < DirectFrom;
        var size = Rewrite(buffer.Span, header, joined ? rest.Span : default);
        await _inner.WriteAsync(_output.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
        if (!joined)
        {
            await _inner.WriteAsync(rest, cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("This stream is read asynchronously only.");

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException("This stream is written asynchronously only.");

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The first content-header frame; a command has one at most, behind its method frame.</summary>
    private static (int Start, int Size) FindHeader(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < AmqpFrames.PrefixSize || buffer[0] != 1)
        {
            return default;
        }

        var start = AmqpFrames.PrefixSize + AmqpFrames.PayloadSize(buffer) + 1;
        return buffer.Length >= start + AmqpFrames.PrefixSize && buffer[start] == AmqpFrames.HeaderFrame
            ? (start, AmqpFrames.PrefixSize + AmqpFrames.PayloadSize(buffer[start..]) + 1)
            : default;
    }

    private int Rewrite(ReadOnlySpan<byte> buffer, (int Start, int Size) header, ReadOnlySpan<byte> rest)
    {
        var most = header.Start + header.Size + rest.Length;
        if (_output.Length < most)
        {
            _output = new byte[most];
        }

        buffer[..header.Start].CopyTo(_output);
        var size = header.Start + AmqpFrames.Unwrap(buffer.Slice(header.Start, header.Size), _output.AsSpan(header.Start));
        rest.CopyTo(_output.AsSpan(size));
        return size + rest.Length;
    }
}
