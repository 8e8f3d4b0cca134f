using System.Runtime.InteropServices;

namespace Interop.Client.Serialization.Compression;

/// <summary>The functions of libzstd that are used, all of its stable interface. See <c>zstd.h</c>.</summary>
internal static unsafe partial class Zstd
{
    public const string Library = "libzstd.so.1";

    [LibraryImport(Library, EntryPoint = "ZSTD_compressBound")]
    public static partial nuint CompressBound(nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress")]
    public static partial nuint Compress(byte* to, nuint capacity, byte* from, nuint length, int level);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompress")]
    public static partial nuint Decompress(byte* to, nuint capacity, byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_getFrameContentSize")]
    public static partial ulong FrameContentSize(byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_findFrameCompressedSize")]
    public static partial nuint FrameCompressedSize(byte* from, nuint length);

    public static bool IsError(nuint result) => IsErrorCode(result) != 0;

    public static string ErrorName(nuint result) => Marshal.PtrToStringUTF8(ErrorNamePointer(result)) ?? "an unnamed error";

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsErrorCode(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorNamePointer(nuint result);
}
