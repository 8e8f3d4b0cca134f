using Interop.Client.Configuration;
using Interop.Client.Serialization.Compression;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;
using Interop.Protocol.Serialization.Pickle;

namespace Interop.Tool.Inspecting;

/// <summary>Every serializer and compression of this library, for messages of any app.</summary>
internal static class ToolContent
{
    private static readonly CeleryOptions Defaults = new();

    public static ContentCodecRegistry Serializers { get; } =
        Defaults.Serializers.Find(PickleContentCodec.CodecName) is null ? Defaults.Serializers.With(new PickleContentCodec()) : Defaults.Serializers;

    public static CompressionRegistry Compressions { get; } = AppCompression.Create(Defaults);
}
