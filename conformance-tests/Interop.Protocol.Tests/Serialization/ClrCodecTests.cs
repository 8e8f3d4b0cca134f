using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization;

public sealed class ClrCodecTests
{
    private static readonly ClrCodec Codec = ClrCodec.Default;

    private enum Colour
    {
        Red = 1,
        DarkBlue = 2,
    }

    public static TheoryData<object, string> WrittenForms => new()
    {
        { true, "true" },
        { (byte)255, "255" },
        { -3, "-3" },
        { long.MinValue, "-9223372036854775808" },
        { ulong.MaxValue, "18446744073709551615" },
        { BigInteger.Pow(10, 30), "1000000000000000000000000000000" },
        { Int128.MinValue, "-170141183460469231731687303715884105728" },
        { 1.0, "1.0" },
        { 0.1f, "0.1" },
        { double.NaN, "NaN" },
        { float.NegativeInfinity, "-Infinity" },
        { 1.10m, """{"__type__": "decimal", "__value__": "1.10"}""" },
        { "é\"\n", "\"\\u00e9\\\"\\n\"" },
        { 'x', "\"x\"" },
        { new byte[] { 104, 105 }, """{"__type__": "bytes", "__value__": "hi"}""" },
        { new byte[] { 255, 0 }, """{"__type__": "base64", "__value__": "/wA="}""" },
        { Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), """{"__type__": "uuid", "__value__": {"hex": "00112233445566778899aabbccddeeff"}}""" },
        { new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc), """{"__type__": "datetime", "__value__": "2020-01-02T03:04:05+00:00"}""" },
        { new DateTime(2020, 1, 2), """{"__type__": "datetime", "__value__": "2020-01-02T00:00:00"}""" },
        { new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), """{"__type__": "datetime", "__value__": "2020-01-02T03:04:05+02:00"}""" },
        { new DateOnly(2020, 1, 2), """{"__type__": "date", "__value__": "2020-01-02"}""" },
        { new TimeOnly(3, 4, 5, 6), """{"__type__": "time", "__value__": "03:04:05.006000"}""" },
        { TimeSpan.FromMilliseconds(1500), "1.5" },
        { new Uri("http://x/y"), "\"http://x/y\"" },
        { Colour.DarkBlue, "\"DarkBlue\"" },
        { (Colour)9, "9" },
        { (1, "a", (double?)null), """[1, "a", null]""" },
        { new[] { 1, 2 }, "[1, 2]" },
        { new List<object?> { null, 1, "x" }, """[null, 1, "x"]""" },
        { new HashSet<int> { 4 }, "[4]" },
        { new Queue<int>([7, 8]), "[7, 8]" },
        { new System.Collections.ArrayList { 1, "b" }, """[1, "b"]""" },
        { new Dictionary<string, int> { ["a b"] = 1 }, """{"a b": 1}""" },
        { new Dictionary<int, string> { [5] = "x" }, """{"5": "x"}""" },
        { new SortedDictionary<bool, int> { [true] = 1 }, """{"true": 1}""" },
        { new { UserName = "é", Total = 2.0, At = new DateOnly(2020, 1, 2) }, """{"user_name": "\u00e9", "total": 2.0, "at": {"__type__": "date", "__value__": "2020-01-02"}}""" },
        { JsonNode.Parse("""{"a":[1,2.50,"<é>"]}""")!, """{"a": [1, 2.50, "<\u00e9>"]}""" },
        { WireValue.Tuple([1, 2]), "[1, 2]" },
    };

    [Theory]
    [MemberData(nameof(WrittenForms), DisableDiscoveryEnumeration = true)]
    public void Write_GivesPythonsForm_ForEveryType(object value, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Codec.Write(value)));

    [Theory]
    [MemberData(nameof(WrittenForms), DisableDiscoveryEnumeration = true)]
    public void Read_GivesTheValueBack_ForWhatWasWritten(object value, string expected)
    {
        var type = value.GetType();
        if (type.Name.StartsWith("<>", StringComparison.Ordinal) || value is JsonNode)
        {
            type = typeof(JsonObject);
        }

        var reader = new WireJsonReader(Encoding.UTF8.GetBytes(expected));
        reader.ReadRequired();
        var back = Codec.Read(type, ref reader);
        reader.ReadToEnd();
        Assert.Equal(expected, Encoding.UTF8.GetString(Codec.Write(back)));
    }

    [Theory]
    [InlineData("\"2020-01-02T03:04:05.5Z\"", "2020-01-02T03:04:05.5000000+00:00")]
    [InlineData("\"2020-01-02 03:04:05+05:30\"", "2020-01-02T03:04:05.0000000+05:30")]
    [InlineData("""{"__value__": "2020-01-02T03:04:05", "__type__": "datetime"}""", "2020-01-02T03:04:05.0000000+00:00")]
    public void ReadOfTime_TakesBothDialects_WhateverIsWritten(string json, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Read<DateTimeOffset>(json));

    [Fact]
    public void ReadOfDate_TakesMidnight_AsKombu52WritesIt()
    {
        Assert.Equal(new DateOnly(2020, 1, 2), Read<DateOnly>("\"2020-01-02T00:00:00\""));
        Assert.Throws<ValueBindException>(() => Read<DateOnly>("\"2020-01-02T00:00:01\""));
    }

    [Fact]
    public void ReadOfPlainText_GivesTypedValues_AsKombu52WritesThem()
    {
        Assert.Equal(1.10m, Read<decimal>("\"1.10\""));
        Assert.Equal(2.5m, Read<decimal>("2.5"));
        Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Read<Guid>("\"00112233-4455-6677-8899-aabbccddeeff\""));
        Assert.Equal(new TimeOnly(1, 2, 3), Read<TimeOnly>("\"01:02:03\""));
        Assert.Equal([1, 2], Read<byte[]>("[1, 2]"));
    }

    [Theory]
    [InlineData(typeof(int), "2147483648", "integer 2147483648 as int: it is out of range")]
    [InlineData(typeof(byte), "-1", "as byte: it is out of range")]
    [InlineData(typeof(int), "3.5", "float 3.5 as int: it is not a whole number")]
    [InlineData(typeof(int), "1e300", "out of range")]
    [InlineData(typeof(int), "NaN", "float NaN as int")]
    [InlineData(typeof(int), "\"3\"", "string \"3\" as int")]
    [InlineData(typeof(int), "true", "true as int")]
    [InlineData(typeof(int), "null", "null as int")]
    [InlineData(typeof(bool), "1", "integer 1 as bool")]
    [InlineData(typeof(float), "1e39", "as float: it is out of range")]
    [InlineData(typeof(string), "1", "integer 1 as string")]
    [InlineData(typeof(byte[]), "\"aGk=\"", "as byte[]")]
    [InlineData(typeof(List<int>), "[1, 2, \"x\"]", "string \"x\" as int at [2]")]
    [InlineData(typeof(Dictionary<string, List<int?>>), """{"a": [null, []]}""", "an array as int at .a[1]")]
    [InlineData(typeof(Colour), "\"green\"", "the names are Red, DarkBlue")]
    [InlineData(typeof((int, int)), "[1]", "it has 1 items instead of 2")]
    [InlineData(typeof((int, int)), "[1, 2, 3]", "it has more than 2 items")]
    [InlineData(typeof((int, string)), "[1, 2]", "integer 2 as string at [1]")]
    [InlineData(typeof(Order), """{"lines": [{"price": "x"}]}""", "string \"x\" as decimal at .lines[0].price")]
    public void Read_SaysWhatDoesNotFit_WhenTypesDiffer(Type type, string json, string expected)
    {
        var error = Assert.Throws<ValueBindException>(() =>
        {
            var reader = new WireJsonReader(Encoding.UTF8.GetBytes(json));
            reader.ReadRequired();
            Codec.Read(type, ref reader);
        });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MovesPastTheValue_WhenItDoesNotFit()
    {
        var reader = new WireJsonReader("[[1, {\"a\": \"x\"}], 7]"u8);
        reader.ReadRequired();
        reader.ReadRequired();
        try
        {
            Codec.Read<List<int>>(ref reader);
            Assert.Fail("The list holds an object.");
        }
        catch (ValueBindException)
        {
            Assert.Equal(WireJsonToken.EndArray, reader.TokenType);
        }

        reader.ReadRequired();
        Assert.Equal(7, Codec.Read<int>(ref reader));
    }

    [Fact]
    public void Read_TakesWholeFloats_ForIntegers()
    {
        Assert.Equal(3, Read<int>("3.0"));
        Assert.Equal(BigInteger.Pow(2, 70), Read<BigInteger>("1180591620717411303424.0"));
        Assert.Equal(3.0, Read<double>("3"));
    }

    [Theory]
    [InlineData("\"dark_blue\"")]
    [InlineData("\"DARKBLUE\"")]
    [InlineData("\"DarkBlue\"")]
    [InlineData("2")]
    public void ReadOfEnum_TakesNameAndNumber(string json) => Assert.Equal(Colour.DarkBlue, Read<Colour>(json));

    [Fact]
    public void ReadOfObject_GivesNaturalTypes()
    {
        var value = Assert.IsType<Dictionary<string, object?>>(Read<object>(
            """{"a": [1, 18446744073709551616, 1.5, "x", null, true], "b": {"__type__": "uuid", "__value__": {"hex": "00112233445566778899aabbccddeeff"}}}"""));
        Assert.Equal(
            new List<object?> { 1L, BigInteger.Pow(2, 64), 1.5, "x", null, true }, Assert.IsType<List<object?>>(value["a"]));
        Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), value["b"]);
    }

    [Fact]
    public void ReadOfRecord_TakesTypedValuesAndNaN_InMembers()
    {
        var order = Read<Order>("""{"id": "00112233-4455-6677-8899-aabbccddeeff", "placed_at": {"__type__": "datetime", "__value__": "2020-01-02T03:04:05+02:00"}, "weight": NaN, "colour": "dark_blue", "pair": [1, "NaN"], "lines": [{"price": {"__type__": "decimal", "__value__": "1.10"}, "extra": Infinity}]}""");
        Assert.NotNull(order);
        Assert.Equal(TimeSpan.FromHours(2), order.PlacedAt.Offset);
        Assert.Equal(double.NaN, order.Weight);
        Assert.Equal(Colour.DarkBlue, order.Colour);
        Assert.Equal((1, "NaN"), order.Pair);
        Assert.Equal("1.10", order.Lines![0].Price.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(double.PositiveInfinity, order.Lines[0].Extra);
    }

    [Fact]
    public void WriteOfRecord_FollowsTheDialect_InMembers()
    {
        var order = new Order { Weight = double.NaN, Colour = Colour.Red, Pair = (1, "x"), PlacedAt = new(2020, 1, 2, 0, 0, 0, TimeSpan.Zero) };
        Assert.Equal(
            """{"id": "00000000-0000-0000-0000-000000000000", "placed_at": "2020-01-02T00:00:00Z", "weight": NaN, "colour": "Red", "pair": [1, "x"], "lines": null}""",
            Encoding.UTF8.GetString(new ClrCodec(dialect: JsonDialect.Plain).Write(order)));
    }

    [Fact]
    public void Objects_FollowTheGivenOptions()
    {
        var codec = new ClrCodec(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
        Assert.Equal("""{"price": {"__type__": "decimal", "__value__": "2"}, "extra": 0.0}""", Encoding.UTF8.GetString(codec.Write(new OrderLine { Price = 2m })));
    }

    [Fact]
    public void ToWire_KeepsPythonsKinds()
    {
        Assert.Equal(WireValue.Tuple([1, "a"]), Codec.ToWire((1, "a")));
        Assert.Equal(WireValue.Set([1]), Codec.ToWire(new HashSet<int> { 1 }));
        Assert.Equal(WireValue.Map(new WireMap { }.With("price", WireValue.Decimal("2")).With("extra", 0.5)), Codec.ToWire(new OrderLine { Price = 2, Extra = 0.5 }));
        Assert.Equal(WireValue.Bytes(new byte[] { 1 }), Codec.ToWire(new byte[] { 1 }));
    }

    [Fact]
    public void FromWire_TakesTuplesSetsAndTimes()
    {
        Assert.Equal([1, 2], Codec.FromWire<int[]>(WireValue.Tuple([1, 2]))!);
        Assert.Equal([1], Codec.FromWire<List<int>>(WireValue.Set([1])));
        Assert.Equal(new DateTime(2020, 1, 2), Codec.FromWire<DateTime>(new IsoTimestamp(new DateTime(2020, 1, 2), null)));
        Assert.Equal(new List<object?> { 1L, "x" }, Codec.FromWire<object>(WireValue.Tuple([1, "x"])));
    }

    [Fact]
    public void Write_RefusesValuesThatContainThemselves()
    {
        var list = new List<object?>();
        list.Add(list);
        var node = new Node();
        node.Next = node;
        Assert.Throws<MessageEncodeException>(() => Codec.Write(list));
        Assert.Throws<MessageEncodeException>(() => Codec.ToWire(list));
        Assert.Throws<MessageEncodeException>(() => Codec.Write(node));
    }

    [Fact]
    public void WriteOfBytes_IsRefused_InThePlainDialect() =>
        Assert.Throws<MessageEncodeException>(() => new ClrCodec(dialect: JsonDialect.Plain).Write(new byte[] { 1 }));

    private static T? Read<T>(string json) => Codec.Read<T>(Encoding.UTF8.GetBytes(json));

    private sealed class Node
    {
        public object? Next { get; set; }
    }

    private sealed class OrderLine
    {
        public decimal Price { get; init; }

        public double Extra { get; init; }
    }

    private sealed record Order
    {
        public Guid Id { get; init; }

        public DateTimeOffset PlacedAt { get; init; }

        public double Weight { get; init; }

        public Colour Colour { get; init; }

        public (int, string) Pair { get; init; }

        public List<OrderLine>? Lines { get; init; }
    }
}
