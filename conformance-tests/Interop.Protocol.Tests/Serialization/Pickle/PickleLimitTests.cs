using System.Buffers.Binary;
using System.Text;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

public sealed class PickleLimitTests
{
    // Lists that hold the list before ten times each: 10^20 values in 400 bytes.
    private static string Laughs { get; } =
        "]q\0" + string.Concat(Enumerable.Range(0, 20).Select(i => $"](" + string.Concat(Enumerable.Repeat($"h{(char)i}", 10)) + $"eq{(char)(i + 1)}")) + ".";

    public static TheoryData<string, string> Bombs { get; } = new()
    {
        { Laughs, "unfolds" },
        { Laughs.Replace('(', '(').Replace("]q\0", "K\u0001q\0", StringComparison.Ordinal), "unfolds" },
        { string.Concat(Enumerable.Repeat("K\u0001q\02\u0086", 1)) + string.Concat(Enumerable.Repeat("2\u0086", 60)) + ".", "unfolds" },
        { "]" + string.Concat(Enumerable.Repeat("]", 100_000)) + string.Concat(Enumerable.Repeat("a", 100_000)) + ".", "nested" },
        { "K\u0001" + new string('\u0085', 100_000) + ".", "nested" },
        { "}" + "K\u0001" + new string('\u0085', 100_000) + "Ns.", "nested" },
        { "}" + "K\u0001" + string.Concat(Enumerable.Repeat("2\u0086", 60)) + "Ns.", "more than" },
        { "Nr\u00ff\u00ff\u00ff\u007f.", "memo" },
        { "Nr\u00ff\u00ff\u00ff\u00ff.", "memo" },
        { "Np999999999\n.", "memo" },
        { "X\u00ff\u00ff\u00ff\u00ff.", "announced" },
        { "B\u00ff\u00ff\u00ff\u007f.", "announced" },
        { "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", "announced" },
        { "\u0096\0\0\0\0\u0001\0\0\0.", "announced" },
        { "\u0080\u0004\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fN.", "announced" },
        { "\u008b\u00ff\u00ff\u00ff\u00ff.", "announced" },
        { "\u008b\0\0\u0001\0" + new string('\u0001', 65536) + ".", "digits" },
        { "I" + new string('9', 5000) + "\n.", "digits" },
        { "L" + new string('9', 5000) + "L\n.", "digits" },
        // One long text or list, converted again and again out of the memo.
        { Again("c_codecs\nencode\nq\0", $"V{new string('x', 50_000)}\nVlatin1\n\u0086q\u0001", "h\0h\u0001R"), "again and again" },
        { Again("cbuiltins\nset\nq\0", $"({string.Concat(Enumerable.Repeat("K\u0001", 20_000))}l\u0085q\u0001", "h\0h\u0001R"), "again and again" },
        { Again("cdecimal\nDecimal\nq\0", $"V{new string('1', 50_000)}\n\u0085q\u0001", "h\0h\u0001R"), "again and again" },
        { Again("cbuiltins\nbytearray\nq\0", $"V{new string('x', 50_000)}\nVlatin1\n\u0086q\u0001", "h\0h\u0001R"), "again and again" },
        { Again("ccopyreg\n__newobj__\nq\0", $"(cshop\nPoint\n{string.Concat(Enumerable.Repeat("K\u0001", 20_000))}tq\u0001", "h\0h\u0001R"), "again and again" },
        { Again("}q\0", $"V{new string('x', 50_000)}\nq\u0001", "h\0h\u0001Ns"), "again and again" },
        { Again("c_operator\nor_\nq\0", "cbuiltins\ngetattr\n(cshop\nFlag\nVA\ntRq\u0001", "h\0h\u0001h\u0001\u0086Rq\u0001"), "again and again" },
    };

    private static string Again(string first, string second, string step) =>
        $"{first}{second}({string.Concat(Enumerable.Repeat(step, 5000))}l.";

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Bomb_IsRefused_ForALittleMemory(string pickle, string reason)
    {
        var bytes = Encoding.Latin1.GetBytes(pickle);
        Assert.Throws<PickleException>(() => PickleReader.Read(bytes));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Record.Exception(() => PickleReader.Read(bytes));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Contains(reason, Assert.IsType<PickleException>(refusal).Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 64 * 1024 + 256L * bytes.Length);
    }

    [Fact]
    public void Limits_AreTheOptions()
    {
        Assert.Equal(WireKind.List, Pickles.Read(Nested(512)).Kind);
        Assert.Contains("deeper than 512", Pickles.Refused(Nested(513)).Message, StringComparison.Ordinal);
        Assert.Contains("deeper than 3", Pickles.Refused("]]]]aaa.", PickleOptions.Default with { MaxDepth = 3 }).Message, StringComparison.Ordinal);
        Assert.Contains("more than 2 values", Pickles.Refused("](NNNe.", PickleOptions.Default with { MaxValues = 2 }).Message, StringComparison.Ordinal);
        Assert.Contains("memo", Pickles.Refused("Nq\0q\u0001.", PickleOptions.Default with { MaxMemo = 1 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PickleOptions.Default with { MaxDepth = 513 });
        Assert.Throws<ArgumentOutOfRangeException>(() => PickleOptions.Default with { Protocol = 6 });
    }

    [Fact]
    public void Keys_ThatShareAHash_CannotBeMade()
    {
        // Multiples of 2^32 and pairs of equal halves: what hashes alike where hashes are not seeded.
        var pickle = new List<byte> { (byte)'}', (byte)'(' };
        Span<byte> number = stackalloc byte[8];
        for (var i = 1; i < 60_000; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, ((long)i << 32) | (uint)i);
            pickle.AddRange([PickleOpcode.Long1, 8]);
            pickle.AddRange(number);
            pickle.Add((byte)'N');
        }

        pickle.AddRange("u."u8.ToArray());
        var map = PickleReader.Read(pickle.ToArray()).AsMap();
        Assert.Equal(59_999, map.Count);
        Assert.True(map.Take(1000).Select(pair => pair.Key.GetHashCode()).Distinct().Count() > 990);
    }

    private static string Nested(int depth) => new string(']', depth) + new string('a', depth - 1) + ".";
}
