using System.Security.Cryptography;
using System.Text;

namespace Interop.Client.Resp;

/// <summary>A Lua script and its digest. Make one per script and keep it: it is known to a connection by identity.</summary>
internal sealed class RespScript
{
    public RespScript(string source)
    {
        Source = Encoding.UTF8.GetBytes(source);
#pragma warning disable CA5350 // SHA-1 is the name that the server gives to a script, not a protection.
        Digest = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(Source)));
#pragma warning restore CA5350
    }

    public byte[] Source { get; }

    /// <summary>40 hexadecimal digits.</summary>
    public byte[] Digest { get; }
}
