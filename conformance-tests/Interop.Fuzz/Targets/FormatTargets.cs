using System.Text;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Testing.Python;

namespace Interop.Fuzz.Targets;

/// <summary>What the serializers beside JSON share: the captured samples as seeds.</summary>
internal abstract class FormatTarget(ContentCodec codec) : FuzzTarget
{
    public override string Name => codec.Name;

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. FormatSamples.Versions.Take(1).SelectMany(version => FormatSamples.Of(version, $"{codec.Name}-load"))
            .Select(sample => Convert.FromHexString(sample.GetProperty("body").GetString()!)),
    ];

    public override string Run(byte[] input) => Shapes.Of(codec.Decode(input));

    public override bool IsDocumented(Exception exception) => exception is MessageDecodeException;
}

/// <summary>MessagePack bodies.</summary>
internal sealed class MsgpackTarget() : FormatTarget(new MsgpackContentCodec())
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. "c0 c3 ff cc80 cfffffffffffffffff d38000000000000000 ca7fc00000 cb7ff0000000000000 a161 d90161 db7fffffff c40161 c6ffffffff 90 91 dcffff ddffffffff 80 81a161 deffff dfffffffff d6ff00000001 d7ff0000000800000001 c70cff d40501 c9ffffffff05 c1 eda080"
            .Split(' ').Select(Convert.FromHexString),
    ];
}

/// <summary>YAML texts.</summary>
internal sealed class YamlTarget() : FormatTarget(new YamlContentCodec())
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "- ", "? ", ": ", ", ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "!!int ", "!!float ", "!!binary ", "!!set ", "!!omap ", "!!pairs ", "!!timestamp ",
            "!!python/name:os.system", "! ", "|\n ", ">-\n ", "|2", "'", "\"", "\\u", "\\ud800", "\\x", "\n", "\n  ", "\r\n", "\t", "# ", "---\n", "\n...\n",
            "%YAML 1.1\n", "%TAG ! x:\n", "<<: *a", "=", "~", "yes", "0x", "1:30", "1:59:59.5", "2001-01-01", ".inf", "[[[[[[[[", "{a: {a: ", "- - - - ",
            "\u0085", "\u2028", "\ufeff", "😀",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe], [0xfe, 0xff], [0xed, 0xa0, 0x80],
    ];

    // Every node and token is an object; what is short-lived counts, too.
    public override long Budget(int length) => 512 * 1024 + 1500L * length;
}
