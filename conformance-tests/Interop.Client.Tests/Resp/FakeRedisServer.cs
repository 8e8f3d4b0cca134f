using System.Net;
using System.Net.Sockets;
using System.Text;
using Interop.Client.Resp;

namespace Interop.Client.Tests.Resp;

/// <summary>A scripted server for what a real one does not do on demand. The script runs once per connection.</summary>
internal sealed class FakeRedisServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Peer, Task> _script;
    private readonly Task _loop;
    private int _connections;

    public FakeRedisServer(Func<Peer, Task> script)
    {
        _script = script;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var peers = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                peers.Add(ServeAsync(socket, Interlocked.Increment(ref _connections)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(peers);
        }
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        using (socket)
        {
            try
            {
                await _script(new Peer(socket, number, _stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or EndOfStreamException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    internal sealed class Peer(Socket socket, int number, CancellationToken stop)
    {
        private readonly RespParser _parser = new(RespLimits.Default);
        private readonly byte[] _buffer = new byte[4096];
        private Memory<byte> _received;

        /// <summary>1 for the first connection.</summary>
        public int Number => number;

        public CancellationToken Stop => stop;

        /// <summary>The next command, words joined by spaces.</summary>
        public async Task<string> ReadAsync()
        {
            while (true)
            {
                ReadOnlySpan<byte> input = _received.Span;
                bool complete = _parser.TryRead(ref input, out RespReply command);
                _received = _received[^input.Length..];
                if (complete)
                {
                    return string.Join(' ', command.Items.Select(item => item.Text));
                }

                int count = await socket.ReceiveAsync(_buffer, stop);
                _received = count > 0 ? _buffer.AsMemory(0, count) : throw new EndOfStreamException();
            }
        }

        public async Task SendAsync(string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text), stop);

        public async Task LogInAsync()
        {
            Assert.Equal("PING", await ReadAsync());
            await SendAsync("+PONG\r\n");
        }

        public Task FreezeAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
    }
}
