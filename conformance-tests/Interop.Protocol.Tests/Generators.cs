using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests;

/// <summary>Random Python values.</summary>
internal static class Generators
{
    public static Gen<string> Text { get; } = Gen.Elements(
            "a", "key", " ", "\"", "\\", "/", "\n", "\0", "\u007f", "é", "世", "😀", "\ud800", "\u2028", new string('x', 300))
        .ArrayOf().Select(parts => string.Concat(parts));

    public static Gen<IsoTimestamp> Timestamp { get; } =
        from ticks in ArbMap.Default.GeneratorFor<long>()
        from minutes in Gen.Choose(-23 * 60, 23 * 60)
        from naive in Gen.Elements(true, false)
        select new IsoTimestamp(
            new DateTime((long)((ulong)ticks % (ulong)DateTime.MaxValue.Ticks)), naive ? null : TimeSpan.FromMinutes(minutes));

    public static Gen<WireValue> Atom { get; } = Gen.OneOf(
        Gen.Constant(WireValue.None),
        Gen.Elements(WireValue.Boolean(true), WireValue.Boolean(false)),
        ArbMap.Default.GeneratorFor<long>().Select(WireValue.Integer),
        ArbMap.Default.GeneratorFor<long>().Select(n => WireValue.Integer(BigInteger.Pow(n, 3))),
        ArbMap.Default.GeneratorFor<double>().Select(WireValue.Float),
        ArbMap.Default.GeneratorFor<long>().Select(bits => WireValue.Float(BitConverter.Int64BitsToDouble(bits))),
        Text.Select(WireValue.String),
        ArbMap.Default.GeneratorFor<byte[]>().Select(b => WireValue.Bytes(b)),
        Timestamp.Select(WireValue.DateTime),
        Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(n => WireValue.Date(DateOnly.FromDayNumber(n))),
        ArbMap.Default.GeneratorFor<decimal>().Select(WireValue.Decimal),
        ArbMap.Default.GeneratorFor<Guid>().Select(WireValue.Uuid));

    /// <summary>Values that JSON carries without loss in the typed dialect: no tuples, no sets, text keys.</summary>
    public static Gen<WireValue> JsonValue { get; } = Sized(4);

    private static Gen<WireValue> Sized(int depth) => depth == 0
        ? Atom
        : Gen.Frequency(
            (3, Atom),
            (1, Sized(depth - 1).ArrayOf(3).Select(items => WireValue.List(items))),
            (1, Text.Zip(Sized(depth - 1)).ArrayOf(3).Select(ToMap)));

    private static WireValue ToMap((string Key, WireValue Value)[] pairs)
    {
        var map = new WireMap();
        foreach (var (key, value) in pairs)
        {
            map.Set(key, value);
        }

        return map;
    }
}
