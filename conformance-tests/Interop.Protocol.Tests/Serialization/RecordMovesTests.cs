using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Tests.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>Records that are met often are bound by compiled methods, which give what a binder gives that is used once.</summary>
public sealed class RecordMovesTests
{
    private const int Often = 100;

    private static readonly WireMap[] Rows =
    [
        Row(1, "a", 0.5), Row(1, WireValue.None, 3), Row(2.0, "b", 1), Row(2.5, "b", 1), Row("1", "b", 1), Row(long.MaxValue, "b", 1),
        Row(true, "b", 1), Row(1, 2, 3), Row(1, "c", "NaN"), Row(1, "c", WireValue.List([])),
        new WireMap().With("amount", 1.5).With("id", 3).With("name", "turned"),
        new WireMap().With("id", 3).With("name", "short"),
        new WireMap().With("id", 3).With("amount", 2.5),
        new WireMap().With("ID", 3).With("Name", "upper").With("AMOUNT", 2.5),
        new WireMap().With("id", 3).With("ID", 4).With("name", "twice").With("amount", 2.5),
        Row(1, "more", 0.5).With("other", 1).With("note", "n").With("parent", WireValue.None),
        Row(1, "inner", 0.5).With("parent", Row(2, "p", 1.5)), Row(1, "inner", 0.5).With("parent", Row(2, "p", "no")),
        Row(-1, "thrown", 0.5), new WireMap(),
    ];

    [Fact]
    public void Record_IsReadAlike() => AssertAlike<Item>();

    [Fact]
    public void RecordStruct_IsReadAlike() => AssertAlike<Small>();

    [Fact]
    public void Class_IsReadAlike() => AssertAlike<Settable>();

    [Fact]
    public void RecordWithMore_IsReadAlike() => AssertAlike<Mixed>();

    [Fact]
    public void Records_AreWrittenAlike_HoweverMany()
    {
        var item = new Mixed(1, "a", 0.5) { Note = null, Parent = new Item(2, null, double.NaN) };
        var expected = new ClrCodec().ToWire(item);
        var values = new ClrCodec().ToWire(Enumerable.Repeat(item, Often).ToList()).AsItems();
        Assert.All(values, value => Assert.Equal(expected.ToString(), value.ToString()));
        Assert.NotNull(values[^1].AsMap().Shape);
        var small = new Small(1, "s", 1.5);
        Assert.Equal(
            new ClrCodec().ToWire(small).ToString(),
            new ClrCodec().ToWire(Enumerable.Repeat(small, Often).ToArray()).AsItems()[^1].ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void NestedRecords_ComeBack_FromAPickle(int protocol)
    {
        List<Mixed> items = [.. Enumerable.Range(0, Often).Select(i => new Mixed(i, $"n{i}", i) { Parent = new Mixed(-i * 2 + i, "p", 1) { Note = "x" } })];
        items.ForEach(item => item.Children = [new Mixed(1, "c", 2) { Note = "y" }]);
        var codec = new ClrCodec().For(new PickleContentCodec());
        var wire = WireValue.Tuple([WireValue.Tuple([codec.ToWire(items)])]);
        Assert.Equal(wire, PickleReader.Read(Pickles.Write(wire, protocol)));
    }

    private static WireMap Row(WireValue id, WireValue name, WireValue amount) =>
        new WireMap().With("id", id).With("name", name).With("amount", amount);

    private static void AssertAlike<T>()
    {
        var often = new ClrCodec();
        var plain = Row(1, "a", 0.5).Clone();
        plain.Share();
        Assert.Equal(Often, often.FromWire<List<T>>(WireValue.List(Enumerable.Repeat(WireValue.Map(plain), Often).ToArray()))!.Count);
        foreach (var row in Rows)
        {
            var shared = row.Clone();
            shared.Share();
            Assert.Equal(Read<T>(new ClrCodec(), row), Read<T>(often, shared));
            Assert.Equal(Read<T>(new ClrCodec(), row), Read<T>(often, shared));
        }
    }

    private static string Read<T>(ClrCodec codec, WireMap map)
    {
        try
        {
            return codec.FromWire<T>(map)!.ToString()!;
        }
        catch (Exception e) when (e is ProtocolException or ArgumentException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private sealed record Item(int Id, string? Name, double Amount)
    {
        public int Id { get; } = Id >= 0 ? Id : throw new ArgumentException("negative");
    }

    private readonly record struct Small(long Id, string? Name, double? Amount);

    private sealed record Mixed(int Id, string? Name, double? Amount)
    {
        public string? Note { get; init; }

        public object? Parent { get; set; }

        public List<Mixed>? Children { get; set; }
    }

    private sealed class Settable
    {
        public int Id { get; set; } = 9;

        public string? Name { get; set; } = "none";

        public double Amount { get; set; }

        public Item? Parent { get; set; }

        public override string ToString() => $"{Id} {Name} {Amount} {Parent}";
    }
}
