using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

public sealed class PickleAllowListTests
{
    private const string State = "U\n\u0007\u00ea\u0007\u0002\u0003\u0004\u0005\0\u0002\u00a6";

    private static readonly IsoTimestamp At = new(new DateTime(2026, 7, 2, 3, 4, 5).AddMicroseconds(678), null);

    // What Python 2.7 writes: byte strings for states, its own names of modules.
    public static TheoryData<string, WireValue> Python2 { get; } = new()
    {
        { $"\u0080\u0002cdatetime\ndatetime\n{State}\u0085R.", At },
        { $"cdatetime\ndatetime\n({State}tR.", At },
        { "cdatetime\ntime\n(S'\\x03\\x04\\x05\\x00\\x02&'\ntR.", WireValue.Time("03:04:05.000550") },
        { $"cdatetime\ndatetime\n({State}cpytz\n_UTC\n(tRtR.", new IsoTimestamp(At.WallClock, TimeSpan.Zero) },
        {
            $"cdatetime\ndatetime\n({State}cpytz\n_p\n(S'Europe/Paris'\nI7200\nI3600\nS'CEST'\ntRtR.",
            new IsoTimestamp(At.WallClock, TimeSpan.FromHours(2))
        },
        { "c__builtin__\nset\n((lI1\natR.", WireValue.Set([1]) },
        { "c__builtin__\nbytearray\n(V\u00e9\nS'latin-1'\ntR.", WireValue.ByteArray(new byte[] { 0xe9 }) },
        { "ccopy_reg\n_reconstructor\n(cuuid\nUUID\nc__builtin__\nobject\nNtR(dS'int'\nL5L\nsb.", WireValue.Uuid(new Guid("00000000-0000-0000-0000-000000000005")) },
        { "cdecimal\nDecimal\n(S'1.10'\ntR.", WireValue.Decimal("1.10") },
        { "c__builtin__\ncomplex\n(F1.0\nF2.0\ntR.", WireValue.Complex(new(1, 2)) },
        { "c__builtin__\nxrange\n(I1\nI5\nI2\ntR.", Object("builtins", "range", 1, 5, 2) },
        { "ccollections\nOrderedDict\n((l(lS'a'\naI1\naatR.", Pairs("collections", "OrderedDict", new WireMap().With("a", 1)) },
        { "ccollections\ndefaultdict\n(c__builtin__\nlist\ntRS'a'\nI1\ns.", Pairs("collections", "defaultdict", new WireMap().With("a", 1), WireValue.Class(new("builtins", "list"))) },
        { "ccollections\ndeque\n((lI1\naI2\natR.", Items("collections", "deque", 1, 2) },
        { "cexceptions\nKeyError\n(S'x'\ntR.", Error("builtins", "KeyError", "x") },
        { "cexceptions\nStandardError\n(S'x'\ntR.", Error("builtins", "Exception", "x") },
        // Old-style classes: INST and OBJ instead of REDUCE.
        { "(S'x'\niexceptions\nValueError\n.", Error("builtins", "ValueError", "x") },
        { "(S'x'\nicelery.exceptions\nChordError\n.", Error("celery.exceptions", "ChordError", "x") },
        { "(cexceptions\nValueError\nI1\no.", Error("builtins", "ValueError", 1) },
        { "(iuuid\nUUID\n(dS'int'\nI7\nsb.", WireValue.Uuid(new Guid("00000000-0000-0000-0000-000000000007")) },
        { "(I1\nI2\nifractions\nFraction\n.", Object("fractions", "Fraction", 1, 2) },
        { "cfractions\nFraction\n(S'-1/3'\ntR.", Object("fractions", "Fraction", -1, 3) },
    };

    [Theory]
    [MemberData(nameof(Python2))]
    public void Read_KnowsTheFormsOfPython2(string pickle, WireValue expected) => Assert.Equal(expected, Pickles.Read(pickle));

    public static TheoryData<string, string> Zones { get; } = new()
    {
        { "cpytz\n_p\n(VEtc/GMT+5\ntR", "-05:00" },
        { "cpytz\nFixedOffset\n(I90\ntR", "+01:30" },
        { "cdateutil.tz.tz\ntzutc\n)\u0081", "+00:00" },
        { "ccopy_reg\n_reconstructor\n(cdateutil.tz\ntzutc\ncdatetime\ntzinfo\np2\ng2\n(tRtR", "+00:00" },
        { "cdateutil.tz.tz\ntzoffset\n)\u0081}(U\u0005_nameU\u0001AU\u0007_offsetcdatetime\ntimedelta\nK\0M\u0010\u000eK\0\u0087Rub", "+01:00" },
        { "cdateutil.tz.tz\ntzfile\n(NV/usr/share/zoneinfo/America/New_York\ntR}b", "-04:00" },
        { "cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(VEurope/Berlin\nI01\ntR", "+02:00" },
        { "ccelery.utils.time\nLocalTimezone\n)R}(U\tSTDOFFSETcdatetime\ntimedelta\nq\0(K\0K<K\0tRU\tDSTOFFSETh\0(K\0K<K\0tRub", "+00:01" },
        { "cdatetime\ntimezone\n(cdatetime\ntimedelta\n(J\u00ff\u00ff\u00ff\u00ffJ@\u0019\u0001\0K\0tRtR", "-04:00" },
    };

    [Theory]
    [MemberData(nameof(Zones))]
    public void Datetime_TakesTheOffset_OfEveryKindOfZone(string zone, string offset) =>
        Assert.Equal($"2026-07-02T03:04:05.000678{offset}", Pickles.Read($"cdatetime\ndatetime\n({State}{zone}tR.").AsDateTime().Format());

    [Theory]
    [InlineData("\u000a", false, "+02:00")]
    [InlineData("\u008a", true, "+01:00")]
    public void Datetime_TakesTheSecondOffset_WhenItFolds(string month, bool fold, string offset)
    {
        var state = $"U\n\u0007\u00ea{month}\u0019\u0002\u001e\0\0\0\0";
        var zone = "cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(VEurope/Paris\nI01\ntR";
        Assert.Equal($"2026-10-25T02:30:00{offset}", Pickles.Read($"cdatetime\ndatetime\n({state}{zone}tR.").AsDateTime().Format());
        Assert.Equal(fold, month[0] > 0x7f);
    }

    [Theory]
    [InlineData("Nowhere/Land")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/dev/zero")]
    public void Datetime_IsRefused_WhenItsZoneIsUnknown(string zone)
    {
        var refusal = Pickles.Refused($"cdatetime\ndatetime\n({State}cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(V{zone}\nI01\ntRtR.");
        Assert.Contains("time zone", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Users_ExceptionsEnumsAndNamedTuples_AreData()
    {
        Assert.Equal(Error("shop.errors", "Closed", "x"), Pickles.Read("cshop.errors\nClosed\n(Vx\ntR."));
        Assert.Equal(Error("shop", "OutOfStock", "x", 2), Pickles.Read("cshop\nOutOfStock\n(Vx\nI2\ntR."));
        Assert.Equal(new WireMap().With("sku", 7), Pickles.Read("cshop\nOutOfStock\n(Vx\ntR}Vsku\nI7\nsb.").AsObject().State);
        Assert.Equal(WireKind.Exception, Pickles.Read("cshop\nOutOfStock\n(Vx\ntR}Vsku\nI7\nsb.").Kind);
        Assert.Equal(Object("shop", "Color", 1), Pickles.Read("cshop\nColor\n(I1\ntR."));
        Assert.Equal(
            WireValue.Object(new WireObject { Class = new("shop", "Color"), State = "RED" }),
            Pickles.Read("c__builtin__\ngetattr\n(cshop\nColor\nVRED\ntR."));
        Assert.Equal(Object("shop", "Point", 1, 2), Pickles.Read("\u0080\u0002cshop\nPoint\nK\u0001K\u0002\u0086\u0081."));
        Assert.Equal(Object("shop", "Point", 1, 2), Pickles.Read("ccopy_reg\n_reconstructor\n(cshop\nPoint\nc__builtin__\ntuple\n(I1\nI2\nttR."));
        Assert.Equal(
            Error("shop", "Order.Missing", "x", 1), Pickles.Read("c__builtin__\ngetattr\n(cshop\nOrder\nVMissing\ntR(Vx\nI1\ntR."));
        Assert.Equal(Object("shop", "Color", 1), Pickles.Read("}q\0cshop\nColor\n(I1\ntRVx\ns.").AsMap()[0].Key);
    }

    [Fact]
    public void Signatures_AreObjectsWithTheirDict()
    {
        var value = Pickles.Read("\u0080\u0002ccelery.canvas\nsignature\n}U\u0004taskU\u0001ts\u0085R.");
        Assert.Equal(Object("celery.canvas", "Signature", new WireMap().With("task", "t")), value);
        Assert.Contains("ccelery.canvas\nsignature\n", Pickles.Text(value, 2), StringComparison.Ordinal);
    }

    [Fact]
    public void Types_AreRead_AsTheAppRegistersThem()
    {
        const string money = "cshop.values\nMoney\n)\u0081}(Vamount\nI5\nVcode\nVEUR\nub";
        var kept = PickleOptions.Default with { Types = PickleTypeRegistry.Empty.Keep("shop.values", "Money") };
        var read = PickleOptions.Default with
        {
            Types = PickleTypeRegistry.Empty.Read("shop.values", "Money", money => $"{money.State.AsMap()["amount"]} {money.State.AsMap()["code"]!.Value.AsString()}"),
        };

        Assert.Equal("shop.values.Money", Pickles.Refused($"(l{money}a.").Refused);
        Assert.Equal(5, Pickles.Read($"(l{money}a.", kept).AsItems()[0].AsObject().State.AsMap()["amount"]!.Value.AsInt64());
        Assert.Equal(WireValue.List(["5 EUR"]), Pickles.Read($"(l{money}a.", read));
        Assert.Equal("5 EUR", Pickles.Read($"{money}.", read));
        Assert.Equal(new WireMap().With("5 EUR", 1), Pickles.Read($"}}({money}I1\nu.", read));
        Assert.Equal([1, 2], Pickles.Read("cshop.values\nMoney\n)\u0081(I1\nI2\ne.", kept).AsObject().Items!.Select(item => item.AsInt64()));
        Assert.Equal(1, Pickles.Read("cshop.values\nMoney\n)\u0081Va\nI1\ns.", kept).AsObject().Pairs!["a"]!.Value.AsInt64());
    }

    [Fact]
    public void Types_AreWritten_AsTheAppRegistersThem()
    {
        var options = PickleOptions.Default with
        {
            Protocol = 0,
            Types = PickleTypeRegistry.Empty.Write("shop", "Money", money => new WireObject { Class = new("shop", "make_money"), Args = money.Args }),
        };
        Assert.Equal("cshop\nmake_money\np0\n(I5\ntR."u8.ToArray(), Pickles.Write(Object("shop", "Money", 5), options));
    }

    private static WireValue Object(string module, string name, params WireValue[] args) =>
        WireValue.Object(new WireObject { Class = new(module, name), Args = args });

    private static WireValue Error(string module, string name, params WireValue[] args) =>
        WireValue.Exception(new WireObject { Class = new(module, name), Args = args });

    private static WireValue Pairs(string module, string name, WireMap pairs, params WireValue[] args) =>
        WireValue.Object(new WireObject { Class = new(module, name), Args = args, Pairs = pairs });

    private static WireValue Items(string module, string name, params WireValue[] items) =>
        WireValue.Object(new WireObject { Class = new(module, name), Items = items });
}
