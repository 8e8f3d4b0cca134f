using System.Numerics;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Text;

/// <summary>Every expected text was printed by CPython 3.11 and Celery 5.2.6.</summary>
public sealed class PythonReprTests
{
    public static TheoryData<WireValue, string> Reprs => new()
    {
        { WireValue.None, "None" },
        { true, "True" },
        { WireValue.Integer(BigInteger.Pow(10, 20)), "100000000000000000000" },
        { 1e16, "1e+16" },
        { -0.0, "-0.0" },
        { double.NaN, "nan" },
        { "it's", "\"it's\"" },
        { "a'b\"c\\", "'a\\'b\"c\\\\'" },
        { "\n\r\t\0\u007f", "'\\n\\r\\t\\x00\\x7f'" },
        { "é\u00a0\u00ad世\u200b\ue000", "'é\\xa0\\xad世\\u200b\\ue000'" },
        { "😀\U000e0001\U0010ffff\ud800", "'😀\\U000e0001\\U0010ffff\\ud800'" },
        { WireValue.Bytes("a'b\n\u00ff"u8.ToArray()), "b\"a'b\\n\\xc3\\xbf\"" },
        { WireValue.Tuple([1]), "(1,)" },
        { WireValue.Tuple([]), "()" },
        { WireValue.Set([]), "set()" },
        { WireValue.Set([1, 2]), "{1, 2}" },
        { WireValue.Map(new WireMap().With("a", WireValue.List([1, WireValue.None]))), "{'a': [1, None]}" },
        { Time(2020, 1, 2, 3, 4, 0, 0, TimeSpan.Zero), "datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)" },
        { Time(2020, 1, 2, 3, 4, 5, 6, null), "datetime.datetime(2020, 1, 2, 3, 4, 5, 6)" },
        { Time(2020, 1, 2, 3, 4, 5, 0, TimeSpan.FromHours(2)), "datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))" },
        { Time(2020, 1, 2, 3, 4, 5, 0, TimeSpan.FromHours(-5.5)), "datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=66600)))" },
        { WireValue.Date(new DateOnly(2020, 1, 2)), "datetime.date(2020, 1, 2)" },
        { WireValue.Time("03:04:00.000500"), "datetime.time(3, 4, 0, 500)" },
        { WireValue.Time("03:04:05+00:00"), "datetime.time(3, 4, 5, tzinfo=datetime.timezone.utc)" },
        { WireValue.Decimal(1.10m), "Decimal('1.10')" },
        { WireValue.Decimal("0.0000001"), "Decimal('1E-7')" },
        { WireValue.Decimal("123e3"), "Decimal('1.23E+5')" },
        { WireValue.Decimal("-0E-10"), "Decimal('-0E-10')" },
        { WireValue.Decimal("NaN"), "Decimal('NaN')" },
        { WireValue.Uuid(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), "UUID('00112233-4455-6677-8899-aabbccddeeff')" },
    };

    public static TheoryData<WireValue, int, string> SafeReprs => new()
    {
        { WireValue.Tuple([2, 3]), 1024, "(2, 3)" },
        { WireValue.Tuple(["it's", "a\nb"]), 1024, "('it\\'s', 'a\nb')" },
        { WireValue.Tuple([WireValue.Bytes("text"u8.ToArray()), WireValue.Bytes(new byte[] { 255, 0 })]), 1024, "(b'text', b'ff00')" },
        { WireValue.Tuple([WireValue.Map(new WireMap().With("a", WireValue.List([1, new WireMap().With("b", 2)])))]), 1024, "({'a': [1, {...}]},)" },
        { WireValue.Tuple([WireValue.Tuple([WireValue.Tuple([WireValue.Tuple([1])])])]), 1024, "((((...,),),),)" },
        { WireValue.Tuple(["hello brave new world", 1, 2]), 12, "('hello...', , ...)" },
        { WireValue.List([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), 8, "[0, 1, 2..., ...]" },
        { new WireMap().With("key", "value").With("other", WireValue.List([1, 2, 3])), 10, "{'key': 'va...', ...}" },
        { WireValue.Tuple([new string('x', 20)]), 10, "('xxxxxxxxx...', ..." },
        { WireValue.List([WireValue.List(["a", "b"]), WireValue.List(["c"])]), 3, "[['a...', ...]]" },
        { WireValue.Tuple(["😀😀😀😀😀"]), 4, "('😀😀😀...', ..." },
        { WireValue.Tuple([12345678]), 4, "(123..., ..." },
        { WireValue.Set([]), 10, "set()" },
    };

    [Theory]
    [MemberData(nameof(Reprs), DisableDiscoveryEnumeration = true)]
    public void Format_PrintsAsPython(WireValue value, string expected) => Assert.Equal(expected, PythonRepr.Format(value));

    [Theory]
    [MemberData(nameof(SafeReprs), DisableDiscoveryEnumeration = true)]
    public void SafeRepr_PrintsAsCelery(WireValue value, int maxLength, string expected) =>
        Assert.Equal(expected, PythonRepr.SafeRepr(value, maxLength));

    [Fact]
    public void SafeRepr_DoesNotShorten_WhenThereIsNoLimit() =>
        Assert.Equal($"('{new string('x', 5000)}',)", PythonRepr.SafeRepr(WireValue.Tuple([new string('x', 5000)]), 0));

    [Theory]
    [InlineData(1024)]
    [InlineData(40)]
    [InlineData(12)]
    [InlineData(3)]
    public void ClrRepr_PrintsWhatSafeReprPrints_ForTheSameArguments(int maxLength)
    {
        object?[] args = [1, 2L, "it's a text", null, true, 1.5, 2.5m, new[] { "a", "b" }, (1, 2), new DateOnly(2020, 1, 2)];
        var kwargs = args.Index().ToDictionary(a => $"key{a.Index}", a => a.Item);
        var codec = ClrCodec.Default;
        Assert.Equal(PythonRepr.SafeRepr(WireValue.Tuple([.. args.Select(codec.ToWire)]), maxLength), ClrRepr.Args(codec, args, maxLength));
        Assert.Equal(PythonRepr.SafeRepr(codec.ToWire(kwargs), maxLength), ClrRepr.Kwargs(codec, kwargs, maxLength));
        Assert.Equal("()", ClrRepr.Args(codec, []));
        Assert.Equal("(1,)", ClrRepr.Args(codec, [1]));
        Assert.Equal("{}", ClrRepr.Kwargs(codec, new Dictionary<string, object?>()));
    }

    private static WireValue Time(int year, int month, int day, int hour, int minute, int second, int micros, TimeSpan? offset) =>
        new IsoTimestamp(new DateTime(year, month, day, hour, minute, second).AddMicroseconds(micros), offset);
}
