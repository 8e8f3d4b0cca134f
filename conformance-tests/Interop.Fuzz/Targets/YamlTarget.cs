using System.Text;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Testing;

namespace Interop.Fuzz.Targets;

/// <summary>YAML documents.</summary>
internal sealed class YamlTarget : FuzzTarget
{
    private readonly YamlContentCodec _codec = new();

    public override string Name => "yaml";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Golden.Cases("encoded").Select(name => Golden.Load(name))
            .Where(e => e.GetProperty("serializer").GetString() == "yaml" && e.GetProperty("compression").GetString() is null)
            .Select(e => e.GetProperty("messages")[0].GetProperty("body").GetBytesFromBase64()),
        .. new[]
        {
            "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n", "&a [*a]\n", "&a {k: *a}\n", "- !!python/object/apply:os.system [ls]\n",
            "!!binary aGVsbG8=\n", "? [a, b]\n: 1\n", "<<: {a: 1}\nb: 2\n", "a: |\n  text\n   more\n", "a: >-\n  folded\n\n  text\n", "%YAML 1.1\n---\na\n...\n",
            "!!set {a, b}\n", "!!omap [a: 1]\n", "2001-12-14t21:59:43.10-05:00\n", "[017, 0x1f, 1_000, 1:30, .inf, 1.0e+3, yes, ~, =]\n", "'it''s'\n", "\"\\x41\\u00e9\\U0001F600\"\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "- ", "? ", ": ", "[", "]", "{", "}", ",", "&a ", "*a ", "!!str ", "!!python/name:os.system ", "!<tag:yaml.org,2002:int> ", "!e!x ", "|", ">", "|+2\n", "'", "\"",
            "\n", "\n  ", "\n\n", "\t", "#", " #", "---\n", "...\n", "%TAG ! x\n", "<<: ", "\\", "\u0085", "\u2028", "@", "`", "[[[[[[[[", "{a: {a: {a: ", "- - - - - ", "\r\n",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xc0],
    ];

    public override long Budget(int length) => 1024 * 1024 + 2048L * length;

    public override bool IsDocumented(Exception exception) => exception is MessageDecodeException;

    public override string Run(byte[] input) => Shapes.Of(_codec.Decode(input));
}
