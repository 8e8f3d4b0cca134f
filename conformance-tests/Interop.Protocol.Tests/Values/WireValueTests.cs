using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Values;

public sealed class WireValueTests
{
    [Fact]
    public void Equality_KeepsPythonsTypesApart()
    {
        WireValue[] values =
        [
            WireValue.None, 1, 1.0, true, "1", WireValue.List([1]), WireValue.Tuple([1]), WireValue.Set([1]), WireValue.Bytes("1"u8.ToArray()),
            WireValue.Decimal("1"), WireValue.Time("1"), 0.0, -0.0, double.NaN, WireValue.Map(new WireMap().With("1", 1)),
        ];
        Assert.Equal(values.Length, values.Distinct().Count());
        Assert.Equal(WireValue.Float(double.NaN), WireValue.Float(-double.NaN));
        Assert.Equal(WireValue.Float(double.NaN).GetHashCode(), WireValue.Float(-double.NaN).GetHashCode());
        Assert.Equal(WireValue.Set([1, 2]), WireValue.Set([2, 1]));
        Assert.Equal(WireValue.Integer(5), WireValue.Integer(new BigInteger(5)));
    }

    [Fact]
    public void EqualValues_HaveEqualHashes() => Prop.ForAll(
            Generators.JsonValue.ToArbitrary(),
            value => Copy(value) is var copy && copy == value && copy.GetHashCode() == value.GetHashCode())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Accessors_SayWhatTheValueIs_WhenItIsSomethingElse()
    {
        Assert.Contains("'x' is of kind String, not Integer", Assert.Throws<InvalidOperationException>(() => WireValue.String("x").AsInt64()).Message, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => WireValue.Integer(BigInteger.Pow(10, 30)).AsInt64());
        Assert.False(WireValue.Integer(BigInteger.Pow(10, 30)).TryGetInt64(out _));
        Assert.True(WireValue.Integer(7).TryGetInt64(out var seven));
        Assert.Equal(7, seven);
    }

    [Fact]
    public void WireMap_KeepsTheFirstPlaceAndTheLastValue_OfARepeatedKey()
    {
        var map = new WireMap();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 40; i++)
            {
                map.Set($"k{i}", i + round);
            }
        }

        Assert.Equal(40, map.Count);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"k{i}"), map.Select(pair => pair.Key.AsString()));
        Assert.Equal(40, map["k39"]?.AsInt64());
        Assert.True(map.Remove("k0"));
        Assert.Null(map["k0"]);
        Assert.Equal(40, map["k39"]?.AsInt64());
    }

    [Fact]
    public void WireMap_ComparesWithoutOrder_AndTellsAbsentFromNone()
    {
        var left = new WireMap().With("a", 1).With("b", WireValue.None);
        Assert.Equal(left, new WireMap().With("b", WireValue.None).With("a", 1));
        Assert.NotEqual(left, new WireMap().With("a", 1).With("c", WireValue.None));
        Assert.True(left["b"]?.IsNone);
        Assert.Null(left["c"]);
        left.Clone().Set("z", 1);
        Assert.Equal(2, left.Count);
    }

    private static WireValue Copy(WireValue value) => value.Kind switch
    {
        WireKind.List => WireValue.List([.. value.AsItems().Select(Copy)]),
        WireKind.Map => value.AsMap().Reverse().Aggregate(new WireMap(), (map, pair) => map.With(pair.Key.AsString(), Copy(pair.Value))),
        WireKind.Bytes => WireValue.Bytes(value.AsBytes().ToArray()),
        _ => value,
    };
}
