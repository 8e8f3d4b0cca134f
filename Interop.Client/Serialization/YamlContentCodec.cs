using System.Buffers;
using System.Text;
using Interop.Client.Serialization.Yaml;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization;

/// <summary>YAML 1.1 as PyYAML: <c>yaml</c>, <c>application/x-yaml</c>, <c>utf-8</c>; reads what <c>yaml.safe_load</c> reads and
/// writes what <c>yaml.safe_dump</c> writes. Source: <c>kombu/serialization.py, register_yaml</c>.</summary>
/// <remarks>Data only: tags such as <c>!!python/object</c> are refused by name. Aliases share one value; where a container
/// contains itself there is a <see cref="WireKind.Recursion"/>.</remarks>
/// <param name="maxBytes">Most bytes of a document. Default <see cref="DefaultMaxBytes"/>; Python has no such limit.</param>
/// <param name="maxValues">Most values of a document, each alias counted as often as it stands for them. Default
/// <see cref="DefaultMaxValues"/>; Python has no such limit.</param>
public sealed class YamlContentCodec(
    int maxBytes = YamlContentCodec.DefaultMaxBytes, int maxValues = YamlContentCodec.DefaultMaxValues)
    : ContentCodec("yaml", "application/x-yaml", "utf-8")
{
    /// <summary>Levels a document or value may be nested; PyYAML reads less, as its recursion ends.</summary>
    public const int MaxDepth = 512;

    /// <summary>Default of <see cref="MaxBytes"/>: 8 MiB.</summary>
    public const int DefaultMaxBytes = 8 * 1024 * 1024;

    /// <summary>Default of <see cref="MaxValues"/>.</summary>
    public const int DefaultMaxValues = 500_000;

    /// <summary>Most bytes of a document.</summary>
    public int MaxBytes => maxBytes;

    /// <summary>Most values of a document, aliases expanded.</summary>
    public int MaxValues => maxValues;

    /// <inheritdoc/>
    /// <exception cref="MessageEncodeException">Times, decimals, UUIDs and the like: <c>safe_dump</c> refuses them too.</exception>
    public override void Encode(IBufferWriter<byte> output, WireValue value)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Encoding.ASCII.GetBytes(YamlWriter.Write(value)));
    }

    /// <inheritdoc/>
    public override WireValue Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length > maxBytes)
        {
            throw new MessageDecodeException($"The YAML document has {body.Length} bytes; at most {maxBytes} are read.");
        }

        var root = new YamlParser(YamlText.Decode(body), maxValues).Parse();
        return root is null ? WireValue.None : new YamlConstructor(maxValues).Construct(root);
    }
}
