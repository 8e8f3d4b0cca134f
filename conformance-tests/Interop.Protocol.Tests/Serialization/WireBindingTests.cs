using System.Collections.Frozen;
using System.Numerics;
using System.Text;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>Values bind the same way whether JSON carried them or another serializer did.</summary>
public sealed class WireBindingTests
{
    private static readonly ClrCodec Codec = ClrCodec.Default;

    private static readonly WireValue[] Values =
    [
        WireValue.None, true, false, 0, 1, -1, 255, 256, 300, 3_000_000_000, long.MinValue, BigInteger.Pow(10, 30),
        0.0, 1.5, 3.0, -0.0, 1e300, double.NaN, double.PositiveInfinity,
        "", "x", "abc", "1", "1.10", "NaN", "Größe 😀", "one", "Two", "2026-01-02", "2026-01-02T03:04:05.678901+02:00", "03:04:05",
        "12345678-1234-5678-1234-567812345678", "http://host/a?b=1", "lone \ud800 half",
        WireValue.List([]), WireValue.List([1, 2]), WireValue.List([1, "x"]), WireValue.List([WireValue.List([1]), WireValue.List([])]),
        WireValue.List([1, WireValue.None]), WireValue.List([1, 2, 3]), WireValue.List([300]), WireValue.List(["a", "b"]),
        new WireMap(), new WireMap().With("a", 1), new WireMap().With("a", "x"), new WireMap().With("1", 2).With("2", WireValue.None),
        new WireMap().With("x", 1).With("y", "text"), new WireMap().With("x", 1), new WireMap().With("y", "text").With("x", "no"),
        new WireMap().With("one", WireValue.List([1, new WireMap().With("b", 2.5)])),
        Timestamp("2026-01-02T03:04:05.678901+02:00"), Timestamp("2026-01-02T00:00:00"), WireValue.Date(new DateOnly(2026, 1, 2)),
        WireValue.Time("03:04:05.000006"), WireValue.Decimal("1.10"), WireValue.Uuid(Guid.Parse("12345678-1234-5678-1234-567812345678")),
        WireValue.Bytes(new byte[] { 1, 2, 255 }), WireValue.Bytes("text"u8.ToArray()),
    ];

    public static TheoryData<Type> Types =>
    [
        typeof(bool), typeof(int), typeof(long), typeof(byte), typeof(ulong), typeof(BigInteger), typeof(double), typeof(float),
        typeof(decimal), typeof(string), typeof(char), typeof(Uri), typeof(Guid), typeof(byte[]), typeof(ReadOnlyMemory<byte>),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(IsoTimestamp),
        typeof(int?), typeof(DateTime?), typeof(Number), typeof(Number?), typeof(object), typeof(WireValue), typeof(WireMap),
        typeof(int[]), typeof(List<int>), typeof(IReadOnlyList<string>), typeof(HashSet<int>), typeof(List<object>), typeof(List<int?>),
        typeof(IEnumerable<List<int>>), typeof(FrozenSet<int>), typeof((int, string)), typeof((int, int)), typeof((int, int, int)?),
        typeof(KeyValuePair<int, string>), typeof(Tuple<string, string>), typeof(Dictionary<string, int>), typeof(Dictionary<int, int>),
        typeof(IReadOnlyDictionary<string, object>), typeof(Dictionary<Number, object>), typeof(Point), typeof(Plain), typeof(List<Point>),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void FromWire_GivesWhatJsonGives_OrRefusesItInTheSameWords(Type type)
    {
        foreach (var value in Values)
        {
            var json = Encoding.UTF8.GetString(new ClrCodec().Write(value));
            var byJson = Outcome(() =>
            {
                var reader = new WireJsonReader(Encoding.UTF8.GetBytes(json));
                reader.ReadRequired();
                return Codec.Read(type, ref reader);
            });

            Assert.Equal((json, byJson), (json, Outcome(() => Codec.FromWire(type, value))));
        }
    }

    [Fact]
    public void FromWire_BindsWhatOnlyPickleCarries()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Codec.FromWire<TimeSpan>(WireValue.TimeDelta(TimeSpan.FromMinutes(1))));
        Assert.Equal(new HashSet<int> { 1, 2 }, Codec.FromWire<HashSet<int>>(WireValue.FrozenSet([1, 2])));
        Assert.Equal((1, "x"), Codec.FromWire<(int, string)>(WireValue.Tuple([1, "x"])));
        Assert.Equal(new Point(1, "x"), Codec.FromWire<Point>(WireValue.Tuple([1, "x"])));
        Assert.Equal([1, 2], Codec.FromWire<byte[]>(WireValue.ByteArray(new byte[] { 1, 2 }))!);
        Assert.Equal(new Complex(1, 2), Codec.FromWire<Complex>(WireValue.Complex(new Complex(1, 2))));
        Assert.Equal(new() { [1] = "a", [2] = "b" },
            Codec.FromWire<Dictionary<int, string>>(Map((1, "a"), (WireValue.Integer(2), "b")))!);
        Assert.Equal(new() { ["1"] = "a", ["true"] = "b" }, Codec.FromWire<Dictionary<string, string>>(Map((1, "a"), (true, "b")))!);
        Assert.Equal(new Dictionary<object, object?> { [1L] = "a" }, Codec.FromWire<object>(Map((1, "a"))));
    }

    [Fact]
    public void FromWire_BindsObjectsByWhatTheyAre()
    {
        Assert.Equal(new() { ["a"] = 1 },
            Codec.FromWire<Dictionary<string, int>>((Object("collections", "OrderedDict") with { Pairs = new WireMap().With("a", 1) }).AsWire())!);
        Assert.Equal(new() { ["a"] = 2 },
            Codec.FromWire<Dictionary<string, int>>(Object("collections", "Counter", new WireMap().With("a", 2)).AsWire())!);
        Assert.Equal([1, 2], Codec.FromWire<int[]>((Object("collections", "deque") with { Items = [1, 2] }).AsWire())!);
        Assert.Equal([5, 3, 1], Codec.FromWire<int[]>(Object("builtins", "range", 5, 0, -2).AsWire())!);
        Assert.Equal(new Point(3, "p"), Codec.FromWire<Point>(Object("geo", "Point", 3, "p").AsWire()));
        Assert.Equal((3, "p"), Codec.FromWire<(int, string)>(Object("geo", "Point", 3, "p").AsWire()));
        Assert.Equal(Number.Two, Codec.FromWire<Number>(Object("m", "Number", 2).AsWire()));
        Assert.Equal(Number.One, Codec.FromWire<Number>((Object("m", "Number") with { State = "ONE" }).AsWire()));
        Assert.Equal(0.75m, Codec.FromWire<decimal>(Object("fractions", "Fraction", 3, 4).AsWire()));
        Assert.Equal(0.75, Codec.FromWire<double>(Object("fractions", "Fraction", "3/4").AsWire()));
        Assert.Equal("t.add",
            Codec.FromWire<Signature>(Object("celery.canvas", "signature", new WireMap().With("task", "t.add")).AsWire())!.Task);
        Assert.Equal("ValueError('bad')",
            Codec.FromWire<RemoteError>(WireValue.Exception(Object("builtins", "ValueError", "bad")))!.ToString());
    }

    [Fact]
    public void FromWire_NamesThePlace_WhenAValueDeepInsideDoesNotFit()
    {
        var thrown = Assert.Throws<ValueBindException>(
            () => Codec.FromWire<Dictionary<string, List<int>>>(new WireMap().With("a", WireValue.Tuple([1, WireValue.Set(["x"])]))));

        Assert.Equal("Cannot read {'x'} as int at .a[1].", thrown.Message);
    }

    [Fact]
    public void FromWire_RefusesARangeThatIsTooLong() => Assert.Throws<ValueBindException>(
        () => Codec.FromWire<int[]>(Object("builtins", "range", 0, long.MaxValue, 1).AsWire()));

    [Fact]
    public void ToWire_KeepsDurations_OnlyForSerializersThatCarryObjects()
    {
        var plan = new Plan(TimeSpan.FromSeconds(90), (1, 2));
        var pickling = Codec.For(new Interop.Protocol.Serialization.Pickle.PickleContentCodec());

        Assert.Equal(WireValue.TimeDelta(TimeSpan.FromSeconds(90)), pickling.ToWire(plan).AsMap()["duration"]);
        Assert.Equal(90.0, Codec.ToWire(plan).AsMap()["duration"]);
        Assert.Equal(WireValue.Tuple([1, 2]), Codec.ToWire(plan).AsMap()["pair"]);
        Assert.Same(Codec, pickling.For(new Interop.Protocol.Serialization.JsonContentCodec()));
    }

    private static string Outcome(Func<object?> bind)
    {
        try
        {
            var value = bind();
            return $"{value?.GetType()}: {Encoding.UTF8.GetString(Codec.Write(value))}";
        }
        catch (ValueBindException e)
        {
            return e.Message;
        }
    }

    private static WireValue Timestamp(string text) =>
        IsoTimestamp.TryParse(text, out var time) ? WireValue.DateTime(time) : throw new FormatException(text);

    private static WireValue Map(params (WireValue Key, WireValue Value)[] pairs)
    {
        var map = new WireMap();
        foreach (var (key, value) in pairs)
        {
            map.Set(key, value);
        }

        return map;
    }

    private static WireObject Object(string module, string name, params WireValue[] args) =>
        new() { Class = new WireClass(module, name), Args = args };

    public enum Number
    {
        One = 1,
        Two = 2,
    }

    public sealed record Point(int X, string Y = "none");

    public sealed record Plan(TimeSpan Duration, (int, int) Pair);

    public sealed class Plain
    {
        public int X { get; set; }

        public string? Y { get; set; }

        public List<int>? Items { get; set; }
    }
}

internal static class WireObjectExtensions
{
    public static WireValue AsWire(this WireObject value) => WireValue.Object(value);
}
