using System.Runtime.InteropServices;

namespace Interop.Client.Serialization.Compression;

/// <summary>Libraries of the system that may be absent.</summary>
internal static class NativeLibraries
{
    /// <summary>Null when the library can be loaded, otherwise a sentence that names it and the package it comes in.</summary>
    public static string? WhyMissing(string library, string package)
    {
        if (NativeLibrary.TryLoad(library, typeof(NativeLibraries).Assembly, null, out _))
        {
            return null; // Stays loaded: its functions are called for the life of the process.
        }

        return $"the library {library} is not installed; on Debian it is in the package {package}.";
    }
}
