using System.Runtime.InteropServices;

namespace Interop.Client.Serialization.Compression;

/// <summary><c>bz_stream</c> of <c>bzlib.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Bzip2Stream
{
    public byte* NextIn;
    public uint AvailableIn;
    public uint TotalInLow;
    public uint TotalInHigh;
    public byte* NextOut;
    public uint AvailableOut;
    public uint TotalOutLow;
    public uint TotalOutHigh;

#pragma warning disable CS0169, IDE0051 // Only libbz2 touches these
    private readonly void* _state;
    private readonly void* _allocate;
    private readonly void* _free;
    private readonly void* _opaque;
#pragma warning restore CS0169, IDE0051
}
