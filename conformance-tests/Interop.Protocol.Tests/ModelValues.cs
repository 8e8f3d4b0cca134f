using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests;

/// <summary>Random values of every kind of the value model that has a Python value of its own, keys and members as Python hashes
/// them. Serializers that carry less can filter or map them.</summary>
internal static class ModelValues
{
    private static readonly string[] Texts =
        ["", "a", "task", "args", "é", "😀", "\ud800", "\udfff\ud800", "\"\\/\b\f\n\r\t\0\u001a\u007f", "\u2028", "L", new('x', 300)];

    private static readonly WireValue[] Edges =
    [
        0, -1, 255, 256, 65535, 65536, int.MaxValue, int.MinValue, 1L << 31, long.MaxValue, long.MinValue, BigInteger.Pow(2, 64),
        -BigInteger.Pow(2, 63) - 1, BigInteger.Pow(2, 2040), -BigInteger.Pow(2, 8000), 0.0, -0.0, 1e16, 5e-324, double.MaxValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    /// <summary>Text with everything in it that has broken serializers.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Elements(Texts),
        Gen.Choose(0, 40).SelectMany(length => Gen.Choose(0, 0x24F).Select(unit => (char)unit).ArrayOf(length)).Select(units => new string(units)));

    /// <summary>What a dict can have as key and a set as member.</summary>
    public static Gen<WireValue> Key { get; } = Gen.Frequency(
        (8, Text.Select(WireValue.String)),
        (2, Gen.Choose(2, 100_000).Select(number => WireValue.Integer(number))),
        (1, Bytes().Select(bytes => WireValue.Bytes(bytes))),
        (1, Moment()),
        (1, Gen.Constant(WireValue.None)),
        (1, Text.Zip(Gen.Choose(0, 9)).Select(pair => WireValue.Tuple([pair.Item1, pair.Item2]))),
        (1, Gen.Choose(0, 99).Select(number => WireValue.FrozenSet([number, "x"]))));

    private static readonly Gen<WireValue>[] Trees = Grow(4);

    /// <summary>Any value.</summary>
    public static Gen<WireValue> All { get; } = Gen.Sized(size => Trees[Math.Min(size / 8 + 1, Trees.Length - 1)]);

    private static Gen<WireValue>[] Grow(int depth)
    {
        var trees = new Gen<WireValue>[depth + 1];
        trees[0] = Leaf();
        var members = Distinct();
        for (var i = 1; i <= depth; i++)
        {
            var part = trees[i - 1];
            trees[i] = Gen.Frequency(
                (5, trees[0]),
                (1, Several(part).Select(items => WireValue.List(items))),
                (1, Several(part).Select(items => WireValue.Tuple(items))),
                (1, members.Select(items => WireValue.Set(items))),
                (1, members.Select(items => WireValue.FrozenSet(items))),
                (2, MapOf(part).Select(WireValue.Map)),
                (1, Made(part)));
        }

        return trees;
    }

    private static Gen<WireValue> Leaf() => Gen.Frequency(
        (2, Gen.Elements(WireValue.None, true, false)),
        (2, Gen.Elements(Edges)),
        (2, ArbMap.Default.GeneratorFor<long>().Select(value => WireValue.Integer(value))),
        (1, ArbMap.Default.GeneratorFor<BigInteger>().Select(value => WireValue.Integer(value * value * value))),
        (2, ArbMap.Default.GeneratorFor<double>().Select(WireValue.Float)),
        (4, Text.Select(WireValue.String)),
        (1, Bytes().Select(bytes => WireValue.Bytes(bytes))),
        (1, Bytes().Select(bytes => WireValue.ByteArray(bytes))),
        (3, Moment()),
        (1, ArbMap.Default.GeneratorFor<double>().Two().Select(parts => WireValue.Complex(new Complex(parts.Item1, parts.Item2)))),
        (1, Gen.Elements("1.10", "-0", "1E+30", "NaN", "-Infinity", "0E-8", "123456789012345678901234567890.5").Select(WireValue.Decimal)),
        (1, ArbMap.Default.GeneratorFor<Guid>().Select(WireValue.Uuid)),
        (1, Gen.Elements(new WireClass("builtins", "int"), new WireClass("builtins", "NoneType"), new WireClass("builtins", "ValueError"),
            new WireClass("collections", "OrderedDict")).Select(WireValue.Class)));

    private static Gen<WireValue> Moment()
    {
        var offset = Gen.Elements<TimeSpan?>(null, null, TimeSpan.Zero, TimeSpan.FromMinutes(330), TimeSpan.FromHours(-8));
        var wall = Gen.Choose(0, int.MaxValue - 1).Two().Select(parts =>
            new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(parts.Item1 * 146L).AddMicroseconds(parts.Item2 % 1_000_000));
        return Gen.OneOf(
            wall.Zip(offset).Select(pair => WireValue.DateTime(new IsoTimestamp(pair.Item1, pair.Item2))),
            wall.Select(at => WireValue.Date(DateOnly.FromDateTime(at))),
            wall.Zip(offset).Select(pair => WireValue.Time(new IsoTimestamp(pair.Item1, pair.Item2).Format()[11..])),
            Gen.Choose(-999_999, 999_999).Three().Select(parts =>
                WireValue.TimeDelta(new PythonTimeDelta(parts.Item1, parts.Item2, parts.Item3))));
    }

    private static Gen<WireValue> Made(Gen<WireValue> part) => Gen.OneOf(
        from type in Gen.Elements(new WireClass("builtins", "ValueError"), new WireClass("builtins", "KeyError"))
        from args in Several(part)
        select WireValue.Exception(new WireObject { Class = type, Args = args.Take(2).ToArray() }),
        from pairs in MapOf(part)
        select WireValue.Object(new WireObject { Class = new("collections", "OrderedDict"), Pairs = pairs }),
        from items in Several(part)
        select WireValue.Object(new WireObject { Class = new("collections", "deque"), Items = items }),
        from numbers in Gen.Choose(1, 50).Three()
        select WireValue.Object(new WireObject
        {
            Class = new("builtins", "range"), Args = new WireValue[] { numbers.Item1, numbers.Item2, numbers.Item3 },
        }));

    private static Gen<WireMap> MapOf(Gen<WireValue> value) =>
        Gen.Choose(0, 6).SelectMany(length => Key.Zip(value).ArrayOf(length)).Select(pairs =>
        {
            var map = new WireMap();
            foreach (var (key, item) in pairs)
            {
                map.Set(key, item);
            }

            return map;
        });

    private static Gen<WireValue[]> Distinct() => Several(Key).Select(items => items.Distinct().ToArray());

    private static Gen<T[]> Several<T>(Gen<T> gen) => Gen.Choose(0, 5).SelectMany(length => gen.ArrayOf(length));

    private static Gen<byte[]> Bytes() => Gen.Frequency(
        (5, Gen.Choose(0, 255).Select(unit => (byte)unit).ArrayOf()), (1, Gen.Choose(0, 255).Select(unit => (byte)unit).ArrayOf(400)));
}
