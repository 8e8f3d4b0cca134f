using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

/// <summary>Lists of dicts with the same keys, which are read in one piece: nobody can tell from their values.</summary>
public sealed class PickleTableTests
{
    // {"rows": rows, "one": rows[1], "all": rows, "more": two rows and a dict of another shape, "pair": ([two rows], {}, 1, 2)}
    private const string ByPython =
        "gASVVwEAAAAAAAB9lCiMBHJvd3OUXZQofZQojAJpZJRLAIwEbmFtZZSMBXJvdyAwlIwGYW1vdW50lEc/4AAAAAAAAIwEcGFpZJSJjARub3RllE51fZQoaA"
        + "RKcBEBAGgFjAVyb3cgMZRoB0c/+AAAAAAAAGgIiGgJTnV9lChoBErgIgIAaAWMBXJvdyAylGgHR0AEAAAAAAAAaAiJaAlOdWWMA29uZZRoCowDYWxslGgC"
        + "jARtb3JllF2UKH2UKGgESjBXBQBoBYwFYWdhaW6UaAdHQBYAAAAAAABoCIhoCU51fZQoaARKoGgGAGgFaBNoB0dAGgAAAAAAAGgIiWgJTnV9lGgESwFzZY"
        + "wEcGFpcpQoXZQofZQoaARKEHoHAGgFaBNoB0dAHgAAAAAAAGgIiGgJTnV9lChoBEqAiwgAaAWMAsO8lGgHR0AhAAAAAAAAaAiJaAlOdWV9lEsBSwJ0lHUu";

    private static readonly byte[] Shared = Convert.FromBase64String(ByPython);

    [Fact]
    public void Rows_AreATable_WhenTheirKeysAreKnown()
    {
        var read = Known(Shared).AsMap();
        var rows = Assert.IsType<WireTable>(read["rows"]!.Value.AsItems());
        Assert.Equal("[{'id': 0, 'name': 'row 0', 'amount': 0.5, 'paid': False, 'note': None}, "
            + "{'id': 70000, 'name': 'row 1', 'amount': 1.5, 'paid': True, 'note': None}, "
            + "{'id': 140000, 'name': 'row 2', 'amount': 2.5, 'paid': False, 'note': None}]", WireValue.List(rows).ToString());
        Assert.IsNotType<WireTable>(read["more"]!.Value.AsItems());
        Assert.True(Table(Rows(3)).TryGetCells(out var cells));
        Assert.Equal(12, cells.Length);
    }

    [Fact]
    public void SharedRow_IsOneObject_WhereverItStands()
    {
        var read = Known(Shared).AsMap();
        Assert.Same(read["rows"]!.Value.AsItems()[1].AsMap(), read["one"]!.Value.AsMap());
        Assert.Same(read["rows"]!.Value.AsItems(), read["all"]!.Value.AsItems());
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(1000, 1)]
    [InlineData(1001, 0)]
    [InlineData(1001, 2)]
    [InlineData(2500, 0)]
    [InlineData(2500, 1)]
    public void LongList_IsReadAlike_WhateverItEndsIn(int count, int others)
    {
        var items = Rows(count);
        items.AddRange(Enumerable.Repeat<WireValue>("no row", others));
        var pickle = Pickles.Write(WireValue.List(items), 4);
        Assert.True(PickleShortWayTests.Alike(pickle));
        Assert.True(PickleShortWayTests.Alike(pickle));
        Assert.Equal(WireValue.List(items), PickleReader.Read(pickle));
    }

    [Fact]
    public void Damage_IsReadOrRefusedAlike()
    {
        var chance = new Random(20261121);
        var corpus = new[] { Shared, Pickles.Write(WireValue.List(Rows(3)), 4), Pickles.Write(WireValue.List(Rows(3)), 2) };
        var (read, refused) = (0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            Known(corpus[i % 3]);
            var isRead = PickleShortWayTests.Alike(PicklePropertyTests.Damage(corpus[i % 3], corpus[chance.Next(3)], chance));
            (read, refused) = isRead ? (read + 1, refused) : (read, refused + 1);
        }

        Assert.True(read > 400 && refused > 400, $"{read} were read, {refused} refused");
    }

    [Fact]
    public void Limits_HoldAlike()
    {
        for (var most = 1; most <= 60; most++)
        {
            Known(Shared);
            PickleShortWayTests.Alike(Shared, PickleOptions.Default with { MaxValues = most });
            Known(Shared);
            PickleShortWayTests.Alike(Shared, PickleOptions.Default with { MaxMemo = most });
            Known(Shared);
            PickleShortWayTests.Alike(Shared, PickleOptions.Default with { MaxDepth = most });
        }
    }

    [Fact]
    public void Records_AreThoseOfTheRowsOneByOne()
    {
        var expected = Enumerable.Range(0, 40).Select(i => new Order(i * 70000, $"row {i}", i + 0.5, i % 2 == 1)).ToList();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(expected, ClrCodec.Default.FromWire<List<Order>>(WireValue.List(Table(Rows(40)))));
        }

        var ids = ClrCodec.Default.FromWire<List<Dictionary<string, object?>>>(WireValue.List(Table(Rows(40))))!.Select(row => row["id"]);
        Assert.Equal(expected.Select(order => (object?)(long)order.Id), ids);
    }

    [Fact]
    public void RowThatDoesNotFit_IsNamed()
    {
        var rows = Rows(40);
        ClrCodec.Default.FromWire<List<Order>>(WireValue.List(Table(rows)));
        rows[7].AsMap().Set("amount", "much");
        var fault = Assert.Throws<ValueBindException>(() => ClrCodec.Default.FromWire<List<Order>>(WireValue.List(Table(rows))));
        Assert.Equal(Assert.Throws<ValueBindException>(() => ClrCodec.Default.FromWire<List<Order>>(WireValue.List(rows))).Message, fault.Message);
        Assert.Contains("[7]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangedRow_IsBoundAsItIsNow()
    {
        var table = Table(Rows(40));
        ClrCodec.Default.FromWire<List<Order>>(WireValue.List(table));
        table[3].AsMap().Set("name", "new");
        Assert.Equal("new", ClrCodec.Default.FromWire<List<Order>>(WireValue.List(table))![3].Name);
    }

    private static WireValue Known(byte[] pickle)
    {
        PickleReader.Read(pickle);
        return PickleReader.Read(pickle);
    }

    private static WireTable Table(List<WireValue> rows) => Assert.IsType<WireTable>(Known(Pickles.Write(WireValue.List(rows), 4)).AsItems());

    private static List<WireValue> Rows(int count) => [.. Enumerable.Range(0, count).Select(i => WireValue.Map(new WireMap()
        .With("id", i * 70000).With("name", $"row {i}").With("amount", i + 0.5).With("paid", i % 2 == 1)))];

    private sealed record Order(int Id, string Name, double Amount, bool Paid);
}
