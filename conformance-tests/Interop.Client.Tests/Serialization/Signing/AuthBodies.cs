using System.Text;

namespace Interop.Client.Tests.Serialization.Signing;

/// <summary>Signed bodies that are taken apart.</summary>
internal static class AuthBodies
{
    /// <summary>Changes the fields under the base64, a character a byte.</summary>
    public static byte[] Change(ReadOnlySpan<byte> body, Func<string, string> change)
    {
        var fields = Encoding.Latin1.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(body)));
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Latin1.GetBytes(change(fields))));
    }
}
