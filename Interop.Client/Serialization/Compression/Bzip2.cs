using System.Runtime.InteropServices;
using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>The functions of libbz2 that are used. See <c>bzlib.h</c>.</summary>
internal static unsafe partial class Bzip2
{
    public const string Library = "libbz2.so.1.0";

    public const int Ok = 0;
    public const int StreamEnd = 4;

    // As Python's bz2.compress.
    private const int BlockSize = 9;

    public static byte[] Encode(ReadOnlySpan<byte> body)
    {
        // bzlib.h: one hundredth more than the input, and 600 bytes.
        var output = new byte[checked((int)(body.Length + (body.Length / 100L) + 601))];
        var length = (uint)output.Length;
        byte nothing = 0;
        fixed (byte* from = body, to = output)
        {
            var result = BufferCompress(to, &length, from is null ? &nothing : from, (uint)body.Length, BlockSize, 0, 0);
            return result == Ok
                ? output[..(int)length]
                : throw new MessageEncodeException($"The body of {body.Length} bytes could not be compressed: libbz2 says {result}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompressInit")]
    public static partial int DecompressInit(Bzip2Stream* stream, int verbosity, int small);

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompress")]
    public static partial int Decompress(Bzip2Stream* stream);

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompressEnd")]
    public static partial int DecompressEnd(Bzip2Stream* stream);

    [LibraryImport(Library, EntryPoint = "BZ2_bzBuffToBuffCompress")]
    private static partial int BufferCompress(
        byte* to, uint* toLength, byte* from, uint fromLength, int blockSize, int verbosity, int workFactor);
}
