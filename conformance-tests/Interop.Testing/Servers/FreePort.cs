using System.Net;
using System.Net.Sockets;

namespace Interop.Testing.Servers;

/// <summary>Free TCP ports of the loopback address.</summary>
public static class FreePort
{
    private static readonly HashSet<int> Given = [];

    /// <summary>A port nobody listens on now, and that this process was not given before.</summary>
    public static int Next()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            lock (Given)
            {
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }
}
