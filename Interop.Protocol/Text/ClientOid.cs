using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Protocol.Text;

/// <summary>The id under which a client receives results: also the routing key of its reply queue. Celery: <c>oid</c>,
/// <c>kombu/common.py, generate_oid</c>.</summary>
public static class ClientOid
{
    private static readonly Guid OidNamespace = new("6ba7b812-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The version 3 UUID of <c>node-process-thread-object</c>: stable while the four are.</summary>
    /// <param name="nodeId">Number of the machine; Python uses <c>uuid.getnode()</c>, any 48 bits that differ do.</param>
    /// <param name="processId">Process id.</param>
    /// <param name="threadId">Thread id; 0 for the app-wide id.</param>
    /// <param name="objectId">Number of the app object within the process.</param>
    public static Guid Create(ulong nodeId, int processId, ulong threadId, ulong objectId)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{nodeId:x}-{processId:x}-{threadId:x}-{objectId:x}");
        Span<byte> input = stackalloc byte[16 + 80];
        OidNamespace.TryWriteBytes(input, bigEndian: true, out _);
        var length = 16 + Encoding.ASCII.GetBytes(name, input[16..]);
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // a version 3 UUID is defined over MD5; it hides and protects nothing
        MD5.HashData(input[..length], hash);
#pragma warning restore CA5351
        hash[6] = (byte)((hash[6] & 0x0f) | 0x30);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
