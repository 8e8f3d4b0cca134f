using System.Runtime.InteropServices;
using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>The functions of liblzma that are used. See <c>lzma/base.h</c> and <c>lzma/container.h</c>.</summary>
internal static unsafe partial class Lzma
{
    public const string Library = "liblzma.so.5";

    public const int Ok = 0;
    public const int StreamEnd = 1;
    public const int MemoryError = 5;
    public const int MemoryLimit = 6;
    public const int BufferError = 10;
    public const int Finish = 3;

    // As Python's lzma.compress: preset 6, CRC64.
    private const uint Preset = 6;
    private const int Crc64 = 4;

    public static byte[] Encode(ReadOnlySpan<byte> body)
    {
        var output = new byte[checked((int)StreamBufferBound((nuint)body.Length))];
        nuint written = 0;
        fixed (byte* from = body, to = output)
        {
            byte nothing = 0;
            var result = EasyBufferEncode(
                Preset, Crc64, null, from is null ? &nothing : from, (nuint)body.Length, to, &written, (nuint)output.Length);
            return result == Ok
                ? output[..(int)written]
                : throw new MessageEncodeException($"The body of {body.Length} bytes could not be compressed: liblzma says {result}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "lzma_auto_decoder")]
    public static partial int AutoDecoder(LzmaStream* stream, ulong memoryLimit, uint flags);

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    public static partial int Code(LzmaStream* stream, int action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    public static partial void End(LzmaStream* stream);

    [LibraryImport(Library, EntryPoint = "lzma_stream_buffer_bound")]
    private static partial nuint StreamBufferBound(nuint uncompressed);

    [LibraryImport(Library, EntryPoint = "lzma_easy_buffer_encode")]
    private static partial int EasyBufferEncode(
        uint preset, int check, void* allocator, byte* input, nuint inputLength, byte* output, nuint* written, nuint outputLength);
}
