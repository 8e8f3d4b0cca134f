using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

public sealed class PickleWriterTests
{
    [Fact]
    public void Write_UsesWhatTheProtocolHas()
    {
        Assert.Equal("(lI1\naI01\naVx\na.", Pickles.Text(WireValue.List([1, true, "x"]), 0));
        Assert.Equal("](K\u0001I01\nX\u0001\0\0\0xe.", Pickles.Text(WireValue.List([1, true, "x"]), 1));
        Assert.Equal("\u0080\u0002K\u0001\u0088\u0086.", Pickles.Text(WireValue.Tuple([1, true]), 2));
        Assert.Equal("\u0080\u0003C\u0001\u00ff.", Pickles.Text(WireValue.Bytes(new byte[] { 255 }), 3));
        Assert.Equal("\u0080\u0004\u008c\u0001x.", Pickles.Text("x", 4));
        Assert.Equal("\u0080\u0005\u0096\u0001\0\0\0\0\0\0\0x.", Pickles.Text(WireValue.ByteArray("x"u8.ToArray()), 5));
        Assert.Equal("\u0080\u0002X\u0004\0\0\0\u00ed\u00a0\u0080x.", Pickles.Text("\ud800x", 2));
    }

    [Fact]
    public void Protocol_IsTheReleases()
    {
        Assert.Equal(2, PickleOptions.For(CeleryRelease.V50).Protocol);
        Assert.Equal(4, PickleOptions.For(CeleryRelease.V52).Protocol);
        Assert.Equal(4, PickleOptions.Default.Protocol);
    }

    [Fact]
    public void Names_AreThoseOfPython2_BelowProtocol3()
    {
        Assert.StartsWith("\u0080\u0002cexceptions\nKeyError\n", Pickles.Text(Error("KeyError"), 2), StringComparison.Ordinal);
        Assert.StartsWith("\u0080\u0002cbuiltins\nFileNotFoundError\n", Pickles.Text(Error("FileNotFoundError"), 2), StringComparison.Ordinal);
        Assert.StartsWith("\u0080\u0003cbuiltins\nKeyError\n", Pickles.Text(Error("KeyError"), 3), StringComparison.Ordinal);
        Assert.StartsWith("\u0080\u0002c__builtin__\nset\n", Pickles.Text(WireValue.Set([1]), 2), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_ThatRepeatInRows_AreWrittenOnce()
    {
        var rows = WireValue.List([.. Enumerable.Range(0, 50).Select(i => WireValue.Map(new WireMap().With("quantity", i)))]);
        var text = Pickles.Text(WireValue.Tuple([WireValue.Tuple([rows])]), 4);
        Assert.Equal(text.IndexOf("quantity", StringComparison.Ordinal), text.LastIndexOf("quantity", StringComparison.Ordinal));
        Assert.Equal(WireValue.Tuple([WireValue.Tuple([rows])]), Pickles.Read(text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Recursion_ComesBack_ThroughTheMemo(int protocol)
    {
        foreach (var pickle in (string[])["]q\0(K\u0001h\0e.", "}q\0U\u0001ah\0s.", "]q\0h\0\u0085q\u0001a0h\u0001.", "cbuiltins\nValueError\n)Rq\0}U\u0001ah\0sb."])
        {
            var value = Pickles.Read(pickle);
            var again = PickleReader.Read(Pickles.Write(value, protocol));
            Assert.Equal(value.ToString(), again.ToString());
            Assert.Contains("...", again.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Write_Refuses_WhatPythonCannotHold()
    {
        Refused(new WireMap { }.Also(map => map.Set(WireValue.List([]), 1)));
        Refused(new WireMap { }.Also(map => { map.Set(1, 1); map.Set(true, 2); }));
        Refused(new WireMap { }.Also(map => { map.Set(2.0, 1); map.Set(2, 2); }));
        Refused(WireValue.Set([1, 1.0]));
        Refused(WireValue.FrozenSet([new WireMap()]));
        Refused(WireValue.Time("noon"));
        Refused(WireValue.Class(new("os", "a\nb")));
        var deep = WireValue.None;
        for (var i = 0; i < 513; i++)
        {
            deep = WireValue.List([deep]);
        }

        Refused(deep);
    }

    [Fact]
    public void LegacyString_IsWrittenAsBytes() =>
        Assert.Equal(WireValue.Bytes(new byte[] { 255 }), PickleReader.Read(Pickles.Write(WireValue.LegacyString(new byte[] { 255 }), 4)));

    [Fact]
    public void Offset_IsKept_ToTheSecond()
    {
        var at = new IsoTimestamp(new DateTime(1890, 1, 1), new TimeSpan(0, 9, 21));
        Assert.Equal(at, PickleReader.Read(Pickles.Write(at, 2)).AsDateTime());
    }

    private static void Refused(WireValue value) => Assert.Throws<MessageEncodeException>(() => Pickles.Write(value, 4));

    private static WireValue Error(string name) => WireValue.Exception(new WireObject { Class = new("builtins", name), Args = ["x"] });
}
