using Interop.Client.Configuration;
using Interop.Client.Serialization.Compression;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Tool.Inspecting;

/// <summary>Every serializer and compression of this library, for messages of any app.</summary>
internal static class ToolContent
{
    private static readonly CeleryOptions Defaults = new();

    public static ContentCodecRegistry Serializers => Defaults.Serializers;

    public static CompressionRegistry Compressions => AppCompression.Create(Defaults);
}
