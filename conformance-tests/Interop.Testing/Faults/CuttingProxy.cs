using System.Net;
using System.Net.Sockets;

namespace Interop.Testing.Faults;

/// <summary>Passes connections on to a server on this machine and cuts them where a test says so: at a step of the conversation, before it
/// reaches the other side or right after, or after a number of bytes.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private readonly Queue<(WireStep Step, bool After)> _plan = new();
    private readonly HashSet<Task> _connections = [];
    private readonly Task _accepting;
    private Func<long?>? _budget;
    private int _cuts;

    private CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that were cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public static CuttingProxy Start(int serverPort) => new(serverPort);

    /// <summary>Cuts the connection on which the step comes next; several wait for each other.</summary>
    /// <param name="step">What is waited for.</param>
    /// <param name="after">Whether the other side still gets it.</param>
    public void CutAt(WireStep step, bool after)
    {
        lock (_lock)
        {
            _plan.Enqueue((step, after));
        }
    }

    /// <summary>Asks, for each new connection, after how many bytes of both directions it is to be cut; null lets it live.</summary>
    public void CutAfterBytes(Func<long?> budget)
    {
        lock (_lock)
        {
            _budget = budget;
        }
    }

    /// <summary>Waits until so many connections were cut.</summary>
    public Task WhenCutAsync(int times, TimeSpan deadline, CancellationToken cancellationToken) =>
        Eventually.GetAsync(() => Cuts, cuts => cuts >= times, deadline, $"{times} cut connections", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                var client = await _listener.AcceptSocketAsync(_closing.Token);
                lock (_lock)
                {
                    _connections.RemoveWhere(connection => connection.IsCompleted);
                    _connections.Add(Task.Run(() => ServeAsync(client, _budget?.Invoke())));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client, long? budget)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _closing.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                return;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            var left = new ByteBudget(budget);
            var toServer = PumpAsync(client, server, isFromServer: false, left, ending.Token);
            var toClient = PumpAsync(server, client, isFromServer: true, left, ending.Token);
            var isCut = await await Task.WhenAny(toServer, toClient);
            if (isCut)
            {
                // The client sees a reset; the server still reads what was passed on, and then the end.
                client.LingerState = new LingerOption(true, 0);
                Interlocked.Increment(ref _cuts);
            }

            await ending.CancelAsync();
            client.Close();
            server.Close();
            await Task.WhenAll(toServer, toClient);
        }
    }

    /// <summary>True when the connection is to be cut, false when a side ended it.</summary>
    private async Task<bool> PumpAsync(Socket from, Socket to, bool isFromServer, ByteBudget left, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var reader = new WireReader();
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, cancellationToken);
                if (count == 0)
                {
                    return false;
                }

                reader.Read(buffer.AsSpan(0, count));
                var (isCut, passes) = Judge(reader, isFromServer, count, left);
                await to.SendAsync(buffer.AsMemory(0, passes), cancellationToken);
                if (isCut)
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private (bool IsCut, int Passes) Judge(WireReader reader, bool isFromServer, int count, ByteBudget left)
    {
        var allowed = left.Take(count);
        if (allowed < count)
        {
            return (true, allowed);
        }

        lock (_lock)
        {
            if (_plan.TryPeek(out var next) && next.Step.IsFromServer == isFromServer && reader.Has(next.Step))
            {
                _plan.Dequeue();
                reader.Forget();
                return (true, next.After ? count : 0);
            }
        }

        return (false, count);
    }

    /// <summary>Bytes that one connection may still pass on.</summary>
    private sealed class ByteBudget(long? bytes)
    {
        private readonly Lock _lock = new();
        private long _left = bytes ?? long.MaxValue;

        public int Take(int count)
        {
            lock (_lock)
            {
                var taken = (int)Math.Min(count, _left);
                _left -= taken;
                return taken;
            }
        }
    }
}
