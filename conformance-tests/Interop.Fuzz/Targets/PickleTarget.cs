using System.Text;
using Interop.Protocol.Serialization.Pickle;
using Interop.Testing;

namespace Interop.Fuzz.Targets;

/// <summary>Pickles: captured ones of every protocol, and programs written to break unpicklers.</summary>
internal sealed class PickleTarget : FuzzTarget
{
    public override string Name => "pickle";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Captured(), .. Hostile(), File.ReadAllBytes(RepositoryRoot.Combine("python-fixtures", "bench", "messages", "v1-rows.pickle4")),
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. Enumerable.Range(0, 0x98).Select(opcode => new[] { (byte)opcode }),
        .. new[]
        {
            "cos\nsystem\n", "cbuiltins\neval\n", "ccollections\nOrderedDict\n", "cdatetime\ndatetime\n", "cdecimal\nDecimal\n", "cuuid\nUUID\n",
            "ccelery.canvas\nsignature\n", "ccopyreg\n_reconstructor\n", "cbuiltins\ngetattr\n", "cbuiltins\nset\n", "c_codecs\nencode\n",
            "cbuiltins\nValueError\n", "capp\nColor\n", "(t", "(l", "(d", ")R", "}b", "0", "2", "h\0", "q\0", "r\0\0\0\x7f", "\u0094", "p0\n", "g0\n",
            "I01\n", "L9L\n", "S'x'\n", "Vx\n", "F1.5\n", "\x80\x04", "X\x01\0\0\0a",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override long Budget(int length) => 128 * 1024 + 320L * length;

    public override bool IsDocumented(Exception exception) => exception is PickleException;

    public override string Run(byte[] input) => Shapes.Of(PickleReader.Read(input));

    private static IEnumerable<byte[]> Captured() => Golden.Cases("encoded")
        .Select(name => Golden.Load(name))
        .Where(e => e.GetProperty("serializer").GetString() == "pickle" && e.GetProperty("compression").GetString() is null)
        .Select(e => e.GetProperty("messages")[0].GetProperty("body").GetBytesFromBase64());

    private static IEnumerable<byte[]> Hostile() => new[]
    {
        "cos\nsystem\n(S'true'\ntR.",
        "\x80\x03cbuiltins\neval\nq\0X\x01\0\0\x001\x85R.",
        "(S'true'\nios\nsystem\n.",
        "(cos\nsystem\nS'true'\no.",
        "\x80\x04\u008c\x02os\u008c\x06system\u0093\u008c\x04true\u0085R.",
        "\x80\x02cbuiltins\ngetattr\ncos\nX\x06\0\0\0system\x86R.",
        "]q\0(h\0h\0h\0h\0h\0h\0h\0h\0e.",
        "]q\0" + string.Concat(Enumerable.Range(0, 30).Select(i => $"](h{(char)i}h{(char)i}eq{(char)(i + 1)}")) + ".",
        new string('(', 2000) + ".",
        new string(']', 2000) + new string('a', 1999) + ".",
        "\x80\x04\u008d\xff\xff\xff\xff\xff\xff\xff\x7f.",
        "\u008b\xff\xff\xff\x7f.",
        "B\xff\xff\xff\x7f.",
        "N" + new string('2', 2000) + ".",
    }.Select(Encoding.Latin1.GetBytes);
}
