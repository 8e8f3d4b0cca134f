using System.Runtime.InteropServices;

namespace Interop.Client.Serialization.Compression;

/// <summary><c>lzma_stream</c> of <c>lzma/base.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LzmaStream
{
    public byte* NextIn;
    public nuint AvailableIn;
    public ulong TotalIn;
    public byte* NextOut;
    public nuint AvailableOut;
    public ulong TotalOut;

#pragma warning disable CS0169, IDE0051 // Only liblzma touches these
    private readonly void* _allocator;
    private readonly void* _internal;
    private readonly void* _reserved1;
    private readonly void* _reserved2;
    private readonly void* _reserved3;
    private readonly void* _reserved4;
    private readonly ulong _seekPosition;
    private readonly ulong _reserved5;
    private readonly nuint _reserved6;
    private readonly nuint _reserved7;
    private readonly int _reserved8;
    private readonly int _reserved9;
#pragma warning restore CS0169, IDE0051
}
