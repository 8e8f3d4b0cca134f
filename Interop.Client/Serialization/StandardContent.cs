using Interop.Protocol.Serialization;

namespace Interop.Client.Serialization;

/// <summary>The serializers that an app has unless it is told otherwise; which of them are read is decided by
/// <c>accept_content</c>.</summary>
internal static class StandardContent
{
    /// <summary>All serializers of this library.</summary>
    public static ContentCodecRegistry Serializers { get; } = ContentCodecRegistry.Default.With(new YamlContentCodec());
}
