using System.Numerics;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

public sealed class PickleReaderTests
{
    private const string Seed =
        "gAJ9cQAoWAQAAAB0YXNrcQFYGAAAAHRlc3RfY2VsZXJ5LmFkZF90b2dldGhlcnECWAIAAABpZHEDWCQAAAA2NmQ1YTg2Yi0xZDM5LTRjODgtYmM5OC0yYzE4"
        + "YjJjOThhMjFxBFgEAAAAYXJnc3EFSwlLKoZxBlgGAAAAa3dhcmdzcQd9cQhYBwAAAHJldHJpZXNxCUsAWAMAAABldGFxCk5YBwAAAGV4cGlyZXNxC05YAwAA"
        + "AHV0Y3EMiFgJAAAAY2FsbGJhY2tzcQ1OWAgAAABlcnJiYWNrc3EOTlgJAAAAdGltZWxpbWl0cQ9OToZxEFgHAAAAdGFza3NldHERTlgFAAAAY2hvcmRxEk51Lg==";

    private static readonly WireMap SeedTask = new WireMap()
        .With("task", "test_celery.add_together").With("id", "66d5a86b-1d39-4c88-bc98-2c18b2c98a21")
        .With("args", WireValue.Tuple([9, 42])).With("kwargs", new WireMap()).With("retries", 0).With("eta", WireValue.None)
        .With("expires", WireValue.None).With("utc", true).With("callbacks", WireValue.None).With("errbacks", WireValue.None)
        .With("timelimit", WireValue.Tuple([WireValue.None, WireValue.None])).With("taskset", WireValue.None)
        .With("chord", WireValue.None);

    [Fact]
    public void Read_GivesTheTask_OfTheMessageThisProjectBeganWith() =>
        Assert.Equal(SeedTask, PickleReader.Read(Convert.FromBase64String(Seed)).AsMap());

    [Fact]
    public void Codec_IsCelerys_AndNotAcceptedUnlessItIsNamed()
    {
        var codec = new PickleContentCodec();
        Assert.Equal(("pickle", "application/x-python-serialize", "binary"), (codec.Name, codec.ContentType, codec.ContentEncoding));

        var registry = ContentCodecRegistry.Default.With(codec);
        var body = registry.Encode(WireValue.Map(SeedTask), "pickle").Body;
        Assert.Throws<Errors.ContentDisallowedException>(() => registry.Decode(body.Span, codec.ContentType, "binary"));
        Assert.Equal(SeedTask, registry.Decode(body.Span, codec.ContentType, "binary", registry.Accept(["pickle"])).AsMap());
    }

    public static TheoryData<string, WireValue> Scalars { get; } = new()
    {
        { "N.", WireValue.None }, { "I01\n.", true }, { "I00\n.", false }, { "I1\n.", 1 }, { "I-70000000000\n.", -70000000000 },
        { "\u0080\u0002\u0088.", true }, { "\u0080\u0002\u0089.", false }, { "L-5L\n.", -5 }, { "L5\n.", 5 },
        { "K\u00ff.", 255 }, { "M\u0001\u0002.", 513 }, { "J\u00ff\u00ff\u00ff\u00ff.", -1 },
        { "\u008a\0.", 0 }, { "\u008a\u0002\u00ff\0.", 255 }, { "\u008a\u0001\u00ff.", -1 },
        { "\u008a\u0009\0\0\0\0\0\0\0\0\u0001.", BigInteger.Pow(2, 64) }, { "\u008b\u0001\0\0\0\u0007.", 7 },
        { "F1.5\n.", 1.5 }, { "F1e+16\n.", 1e16 }, { "Finf\n.", double.PositiveInfinity }, { "F-inf\n.", double.NegativeInfinity },
        { "Fnan\n.", double.NaN }, { "G?\u00f8\0\0\0\0\0\0.", 1.5 },
        { "S'a\\n\\x41\\101\\'\\\\'\n.", "a\nAA'\\" }, { "U\u0002ab.", "ab" }, { "T\u0002\0\0\0ab.", "ab" },
        { "V\\u20ac\\U0001f600\u00e9\\\\u0041\n.", "€😀é\\\\u0041" }, { "X\u0003\0\0\0\u00e2\u0082\u00ac.", "€" },
        { "X\u0006\0\0\0\u00ed\u00a0\u0080x\u00c3\u00a9.", "\ud800xé" }, { "\u008c\u0001a.", "a" },
        { "\u008d\u0001\0\0\0\0\0\0\0a.", "a" }, { "C\u0001\u00ff.", WireValue.Bytes(new byte[] { 255 }) },
        { "B\u0001\0\0\0\u00ff.", WireValue.Bytes(new byte[] { 255 }) },
        { "\u008e\u0001\0\0\0\0\0\0\0\u00ff.", WireValue.Bytes(new byte[] { 255 }) },
        { "\u0096\u0001\0\0\0\0\0\0\0\u00ff.", WireValue.ByteArray(new byte[] { 255 }) },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Read_KnowsEveryScalar(string pickle, WireValue expected) => Assert.Equal(expected, Pickles.Read(pickle));

    public static TheoryData<string, WireValue> Containers { get; } = new()
    {
        { "(lI1\na.", WireValue.List([1]) }, { "(K\u0001K\u0002l.", WireValue.List([1, 2]) }, { "](K\u0001K\u0002e.", WireValue.List([1, 2]) },
        { "(t.", WireValue.Tuple([]) }, { ").", WireValue.Tuple([]) }, { "(K\u0001K\u0002t.", WireValue.Tuple([1, 2]) },
        { "K\u0001\u0085.", WireValue.Tuple([1]) }, { "K\u0001K\u0002\u0086.", WireValue.Tuple([1, 2]) },
        { "K\u0001K\u0002K\u0003\u0087.", WireValue.Tuple([1, 2, 3]) },
        { "(U\u0001aK\u0001d.", new WireMap().With("a", 1) }, { "}U\u0001aK\u0001s.", new WireMap().With("a", 1) },
        { "}(U\u0001aK\u0001U\u0001bK\u0002u.", new WireMap().With("a", 1).With("b", 2) },
        { "}(U\u0001aK\u0001U\u0001aK\u0002u.", new WireMap().With("a", 2) },
        { "\u008f(K\u0001K\u0002K\u0001\u0090.", WireValue.Set([1, 2]) }, { "(K\u0001\u0091.", WireValue.FrozenSet([1]) },
        { "K\u00012\u0086.", WireValue.Tuple([1, 1]) }, { "K\u0001K\u00020.", 1 }, { "K\u0001(K\u0002K\u00031.", 1 }, { "K\u0001(0.", 1 },
        { "]p0\n0g0\n.", WireValue.List([]) }, { "]q\u00050h\u0005.", WireValue.List([]) }, { "]r\u0005\0\0\00j\u0005\0\0\0.", WireValue.List([]) },
        { "\u0080\u0004\u0095\u0004\0\0\0\0\0\0\0]\u00940h\0.", WireValue.List([]) },
        { "K\u0001.and what follows", 1 },
    };

    [Theory]
    [MemberData(nameof(Containers))]
    public void Read_KnowsEveryContainer(string pickle, WireValue expected) => Assert.Equal(expected, Pickles.Read(pickle));

    [Fact]
    public void Read_TreatsEqualNumbersAsOneKey_AsPythonDoes()
    {
        var map = Pickles.Read("}(K\u0001U\u0001aI01\nU\u0001bF1.0\nU\u0001cF2.0\nU\u0001dK\u0002U\u0001eu.").AsMap();
        Assert.Equal([new(1, "c"), new(2.0, "e")], map);
        Assert.Equal(WireValue.Set([1]), Pickles.Read("\u008f(K\u0001I01\nF1.0\n\u0090."));
    }

    public static TheoryData<PickleLegacyText, WireValue> LegacyRules { get; } = new()
    {
        { PickleLegacyText.Ascii, WireValue.LegacyString(new byte[] { 0xc3, 0xa9 }) }, { PickleLegacyText.Latin1, "Ã©" },
        { PickleLegacyText.Utf8, "é" }, { PickleLegacyText.Bytes, WireValue.Bytes(new byte[] { 0xc3, 0xa9 }) },
    };

    [Theory]
    [MemberData(nameof(LegacyRules))]
    public void Read_TakesPython2Strings_ByTheRule(PickleLegacyText rule, WireValue expected)
    {
        var options = PickleOptions.Default with { LegacyText = rule };
        Assert.Equal(expected, Pickles.Read("U\u0002\u00c3\u00a9.", options));
        Assert.Equal(expected, Pickles.Read("S'\\xc3\\xa9'\n.", options));
    }

    [Fact]
    public void Read_PutsARecursion_WhereAContainerStandsInItself()
    {
        var list = Pickles.Read("]q\0(K\u0001h\0e.");
        Assert.Equal([WireKind.Integer, WireKind.Recursion], list.AsItems().Select(item => item.Kind));
        Assert.Same(list.AsItems(), list.AsItems()[1].AsRecursion().AsItems());
        Assert.Equal("[1, [...]]", list.ToString());

        Assert.Equal("{'a': {...}}", Pickles.Read("}q\0U\u0001ah\0s.").ToString());
        Assert.Equal("([(...)],)", Pickles.Read("]q\0h\0\u0085q\u0001a0h\u0001.").ToString().Replace("[...]", "(...)", StringComparison.Ordinal));
        Assert.Equal(WireKind.Recursion, Pickles.Read("cbuiltins\nValueError\n)Rq\0}U\u0001ah\0sb.").AsObject().State.AsMap()["a"]!.Value.Kind);
    }

    [Fact]
    public void Read_SharesWhatIsShared()
    {
        var items = Pickles.Read("](]q\0(K\u0001K\u0002eh\0e.").AsItems();
        Assert.Equal(items[0], items[1]);
        Assert.Same(items[0].AsItems(), items[1].AsItems());
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData(".")]
    [InlineData("N")]
    [InlineData("\u0001.")]
    [InlineData("0.")]
    [InlineData("a.")]
    [InlineData("Na.")]
    [InlineData("NNa.")]
    [InlineData("}Ns.")]
    [InlineData("}(Nu.")]
    [InlineData("(e.")]
    [InlineData("t.")]
    [InlineData("K\u0001(\u0085.")]
    [InlineData("(\u0090.")]
    [InlineData("h\0.")]
    [InlineData("Nq\u0005h\u0004.")]
    [InlineData("g-1\n.")]
    [InlineData("Ip\n.")]
    [InlineData("Fx\n.")]
    [InlineData("S'x\n.")]
    [InlineData("S'\\x4'\n.")]
    [InlineData("V\\u12\n.")]
    [InlineData("X\u0001\0\0\0\u00ff.")]
    [InlineData("\u0080\u0006N.")]
    [InlineData("}]Ns.")]
    [InlineData("\u008f(}\u0090.")]
    [InlineData("(]\u0085\u0091.")]
    public void Read_Refuses_WhatIsNoPickle(string pickle)
    {
        var refusal = Pickles.Refused(pickle);
        Assert.InRange(refusal.Offset, 0, Math.Max(pickle.Length, 1));
        Assert.Null(refusal.Refused);
    }
}
