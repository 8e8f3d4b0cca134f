using System.IO.Compression;
using System.Text;

namespace Interop.Python.Tests.Faults;

/// <summary>Bodies that attack whoever reads them: each with the content type and the compression it claims.</summary>
internal static class HostileBodies
{
    private const string Pickle = "application/x-python-serialize";

    public static IReadOnlyList<(string Type, string? Compression, byte[] Body)> All { get; } =
    [
        (Pickle, null, Latin1("cos\nsystem\n(S'true'\ntR.")),
        (Pickle, null, Latin1("\x80\x04\x95\x1e\0\0\0\0\0\0\0\x8c\x08builtins\x8c\x04eval\x93\x8c\x03" + "1+1\x85R.")),
        (Pickle, null, Latin1("(S'true'\nisubprocess\nPopen\n.")),
        (Pickle, null, Latin1($"{new string('(', 100_000)}{new string('l', 100_000)}.")),
        (Pickle, null, Laughs()),
        (Pickle, null, Latin1("\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.")),
        ("application/x-msgpack", null, [0xdd, 0xff, 0xff, 0xff, 0xff]),
        ("application/x-msgpack", null, [.. Enumerable.Repeat((byte)0x91, 200_000), 0xc0]),
        ("application/x-yaml", null, Latin1("- !!python/object/apply:os.system ['true']\n")),
        ("application/x-yaml", null, Latin1(string.Concat(Enumerable.Range(0, 30).Select(
            i => $"- &a{i} [{(i == 0 ? "x" : $"*a{i - 1}")}, {(i == 0 ? "x" : $"*a{i - 1}")}]\n")))),
        ("application/json", null, Latin1(new string('[', 300_000))),
        ("application/json", "application/x-gzip", Zeros()),
    ];

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    // Thirty lists, each of which holds the one before twice: a billion values in two hundred bytes.
    private static byte[] Laughs()
    {
        var pickle = new List<byte> { 0x80, 2, (byte)']', (byte)'q', 0 };
        for (var i = 1; i <= 30; i++)
        {
            pickle.AddRange([(byte)']', (byte)'q', (byte)i, (byte)'(', (byte)'h', (byte)(i - 1), (byte)'h', (byte)(i - 1), (byte)'e']);
        }

        return [.. pickle, (byte)'.'];
    }

    private static byte[] Zeros()
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest))
        {
            var chunk = new byte[1024 * 1024];
            for (var i = 0; i < 200; i++)
            {
                zlib.Write(chunk);
            }
        }

        return output.ToArray();
    }
}
