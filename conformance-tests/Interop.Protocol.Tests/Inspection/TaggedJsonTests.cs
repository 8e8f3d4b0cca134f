using System.Buffers;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Inspection;

public sealed class TaggedJsonTests
{
    public static TheoryData<WireValue, string> Forms { get; } = new()
    {
        { WireValue.None, "null" },
        { true, "true" },
        { 1L << 53, "9007199254740992" },
        { -(1L << 53), "-9007199254740992" },
        { (1L << 53) + 1, """{"$int": "9007199254740993"}""" },
        { -BigInteger.Pow(10, 30), """{"$int": "-1000000000000000000000000000000"}""" },
        { 1.0, "1.0" },
        { -0.0, "-0.0" },
        { 1e300, "1e+300" },
        { double.NaN, """{"$float": "nan"}""" },
        { double.PositiveInfinity, """{"$float": "inf"}""" },
        { double.NegativeInfinity, """{"$float": "-inf"}""" },
        { WireValue.Complex(new Complex(1.5, double.NegativeInfinity)), """{"$complex": ["1.5", "-inf"]}""" },
        { "é😀", "\"\\u00e9\\ud83d\\ude00\"" },
        { "a\ud800", """{"$codepoints": [97, 55296]}""" },
        { "\ud800😀\udc00", """{"$codepoints": [55296, 128512, 56320]}""" },
        { WireValue.Bytes(new byte[] { 0, 255 }), """{"$bytes": "AP8="}""" },
        { WireValue.ByteArray(new byte[] { 1 }), """{"$bytearray": "AQ=="}""" },
        { WireValue.LegacyString(new byte[] { 0xe9 }), """{"$py2str": "6Q=="}""" },
        { WireValue.List([1, "a"]), """[1, "a"]""" },
        { WireValue.Tuple([9, 42]), """{"$tuple": [9, 42]}""" },
        { WireValue.Set([1]), """{"$set": [1]}""" },
        { WireValue.FrozenSet([]), """{"$frozenset": []}""" },
        { new WireMap().With("a", 1), """{"a": 1}""" },
        { new WireMap().With("a", 1).With("$b", 2), """{"$dict": [["a", 1], ["$b", 2]]}""" },
        { new WireMap().With("\udfff", 1), """{"$dict": [[{"$codepoints": [57343]}, 1]]}""" },
        { Pair(1, "x"), """{"$dict": [[1, "x"]]}""" },
        { new WireMap().With("__type__", "nonsense").With("__value__", 1), """{"__type__": "nonsense", "__value__": 1}""" },
        { new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5), TimeSpan.Zero), """{"$datetime": "2026-01-02T03:04:05+00:00"}""" },
        { WireValue.Date(new DateOnly(2026, 1, 2)), """{"$date": "2026-01-02"}""" },
        { WireValue.Time("03:04:05"), """{"$time": "03:04:05"}""" },
        { WireValue.TimeDelta(new PythonTimeDelta(-1, 2, 3)), """{"$timedelta": [-1, 2, 3]}""" },
        { WireValue.Decimal("1.10"), """{"$decimal": "1.10"}""" },
        { WireValue.Uuid(Guid.Parse("11111111-1111-4111-8111-111111111111")), """{"$uuid": "11111111-1111-4111-8111-111111111111"}""" },
        { WireValue.Class(new("collections", "OrderedDict")), """{"$class": "collections.OrderedDict"}""" },
        { WireValue.Class(new("a.b", "c.d")), """{"$class": "a.b.c.d", "module": "a.b"}""" },
        { WireValue.Class(new("shop", "Outer.Inner")), """{"$class": "shop.Outer.Inner"}""" },
        {
            WireValue.Exception(new WireObject { Class = new("builtins", "ValueError"), Args = new WireValue[] { "bad" } }),
            """{"$exception": "builtins.ValueError", "args": ["bad"]}"""
        },
        { WireValue.Exception(new WireObject { Class = new("builtins", "KeyError") }), """{"$exception": "builtins.KeyError", "args": []}""" },
        {
            WireValue.Object(new WireObject
            {
                Class = new("shop", "Thing"), Args = new WireValue[] { 1 }, Kwargs = new WireMap().With("a", 1), State = 2,
                Items = new WireValue[] { 3 }, Pairs = Pair(4, 5),
            }),
            """{"$object": "shop.Thing", "args": [1], "kwargs": {"a": 1}, "state": 2, "items": [3], "pairs": [[4, 5]]}"""
        },
        { WireValue.Recursion(WireValue.List([])), """{"$recursion": "list"}""" },
        { WireValue.Recursion(new WireMap()), """{"$recursion": "dict"}""" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Value_HasItsForm_BothWays(WireValue value, string json)
    {
        Assert.Equal(json, Write(value));
        Assert.Equal(value, TaggedJsonReader.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Signature_IsCalledByItsClass_AlthoughPickleNamesAFunction()
    {
        var signature = WireValue.Object(new WireObject { Class = new("celery.canvas", "signature"), Args = new WireValue[] { new WireMap().With("task", "t") } });

        Assert.Equal("""{"$object": "celery.canvas.Signature", "args": [{"task": "t"}]}""", Write(signature));
    }

    [Fact]
    public void Values_ComeBack_AsTheyWent() => Prop
        .ForAll(Arb.From(ModelValues.All), value => Assert.Equal(value, TaggedJsonReader.Read(Encoding.UTF8.GetBytes(Write(value)))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("""{"$nonsense": 1}""", "$nonsense")]
    [InlineData("""{"$tuple": 1}""", "$tuple")]
    [InlineData("""{"$tuple": [], "a": 1}""", "stands alone")]
    [InlineData("""{"$bytes": "%"}""", "base64")]
    [InlineData("""{"$int": "1.5"}""", "$int")]
    [InlineData("""{"$timedelta": [1, 2]}""", "$timedelta")]
    [InlineData("""{"$timedelta": [9999999999, 0, 0]}""", "timedelta")]
    [InlineData("""{"$codepoints": [1114112]}""", "code points")]
    [InlineData("""{"$dict": [[1]]}""", "pairs")]
    [InlineData("""{"$datetime": "today"}""", "ISO 8601")]
    [InlineData("""{"$object": 5}""", "text")]
    [InlineData("""{"$recursion": "loop"}""", "list")]
    public void Reader_NamesTheTag_ThatIsWrong(string json, string expected)
    {
        var error = Assert.Throws<MessageDecodeException>(() => TaggedJsonReader.Read(Encoding.UTF8.GetBytes(json)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Write(WireValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        TaggedJsonWriter.Write(output, value);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static WireMap Pair(WireValue key, WireValue value)
    {
        var map = new WireMap();
        map.Set(key, value);
        return map;
    }
}
