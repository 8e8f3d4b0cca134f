using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Client.Serialization;

/// <summary>The serializers and compressions that an app has unless it is told otherwise; which of them are read is decided by
/// <c>accept_content</c>.</summary>
public static class StandardContent
{
    /// <summary>All serializers of this library.</summary>
    public static ContentCodecRegistry Serializers { get; } = ContentCodecRegistry.Default;

    /// <summary>All compressions of this library.</summary>
    public static CompressionRegistry Compressions { get; } = CompressionRegistry.Default;
}
