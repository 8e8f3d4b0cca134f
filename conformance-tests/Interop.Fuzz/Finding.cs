using System.Security.Cryptography;

namespace Interop.Fuzz;

/// <summary>An input that a parser did not take as it should.</summary>
/// <param name="Target">Which parser.</param>
/// <param name="Input">The bytes.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(string Target, byte[] Input, string What)
{
    /// <summary>Writes the input and, beside it, what happened; returns the path.</summary>
    public string Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Target}-{Convert.ToHexStringLower(SHA256.HashData(Input))[..12]}");
        File.WriteAllBytes(path, Input);
        File.WriteAllText(path + ".txt", What + "\n");
        return path;
    }
}
