using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.Serialization;

/// <summary>Random values of the kinds that msgpack and YAML carry, and random text that may be YAML.</summary>
internal static class FormatGenerators
{
    private static readonly string[] Pieces =
    [
        "a", "b c", "1", "0x1f", "1.5", "yes", "~", "2001-01-01", "é", "😀", "\"q\"", "'s'", "'", "\"", "\\", "\\n", "\\u00e9", "\\ud800", " ", "  ",
        "    ", "\t", "\n", "\n ", "\n  ", "\n- ", "\n  - ", "\n\n", "\r\n", "\u0085", "\u2028", "- ", "-", "? ", "?", ": ", ":", ", ", ",", "[", "]",
        "{", "}", "{a: 1}", "[1, 2]", "&x ", "&y", "*x", "*y ", "!!str ", "!!int ", "!!set ", "!!omap ", "!!binary ", "!!python/none ", "! ", "!a", "|\n ",
        ">\n ", "|2-\n  ", ">+\n ", "# c\n", " #", "#", "---", "--- ", "\n...\n", "\n---\n", "%YAML 1.1\n", "<<: ", "<<: *x", "=", "@", "`", "%", "a: ", "b: ",
        "\na: ", "\nb: ", "\n  a: ", "&x {a: 1}", "\ufeff", "a:\n", "-\n", "|", ">", "..", "1:30", "1e3", ".inf", "null",
    ];

    public static Gen<string> Text { get; } = Gen.Elements(
            "a", "key", " ", "\"", "\\", "'", "\n", "\0", "\u007f", "é", "世", "😀", "\ud800x", "\u2028", "\ufeff", ": ", " #", "- ", "yes", "12", "1.5", "~",
            "2001-01-01", "[", "{", "&", "*", "!", "|", "%", "@", "`", "?", ",", "=", "<<", new string('x', 40), "word word word word word word word word")
        .ArrayOf().Select(parts => string.Concat(parts));

    /// <summary>What msgpack carries.</summary>
    public static Gen<WireValue> Msgpack { get; } = Sized(4, MsgpackAtom(), WellFormed().Select(WireValue.String));

    /// <summary>What YAML carries; tuples come back as lists.</summary>
    public static Gen<WireValue> Yaml { get; } = Sized(4, YamlAtom(), YamlKey());

    /// <summary>Text of pieces of YAML; about a third of it is YAML.</summary>
    public static Gen<string> YamlText { get; } = Gen.Elements(Pieces).ArrayOf().Resize(14).Select(parts => string.Concat(parts));

    private static Gen<string> WellFormed() => Text.Select(text => text.Replace("\ud800", "", StringComparison.Ordinal));

    private static Gen<WireValue> Common() => Gen.OneOf(
        Gen.Constant(WireValue.None),
        Gen.Elements(WireValue.Boolean(true), WireValue.Boolean(false)),
        ArbMap.Default.GeneratorFor<long>().Select(WireValue.Integer),
        Gen.Choose(-300, 300).Select(number => WireValue.Integer(number)),
        ArbMap.Default.GeneratorFor<double>().Select(WireValue.Float),
        ArbMap.Default.GeneratorFor<long>().Select(bits => WireValue.Float(BitConverter.Int64BitsToDouble(bits))),
        ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => WireValue.Bytes(bytes)));

    private static Gen<WireValue> MsgpackAtom() => Gen.OneOf(
        Common(), WellFormed().Select(WireValue.String), ArbMap.Default.GeneratorFor<ulong>().Select(number => WireValue.Integer(new BigInteger(number))));

    private static Gen<WireValue> YamlAtom() => Gen.OneOf(
        Common(),
        Text.Select(WireValue.String),
        ArbMap.Default.GeneratorFor<long>().Select(number => WireValue.Integer(BigInteger.Pow(number, 3))),
        Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(day => WireValue.Date(DateOnly.FromDayNumber(day))),
        Timestamp().Select(WireValue.DateTime),
        Text.ArrayOf(3).Select(items => WireValue.Set([.. items.Distinct().Select(WireValue.String)])));

    private static Gen<WireValue> YamlKey() => Gen.OneOf(
        Text.Select(WireValue.String),
        Gen.Choose(2, 300).Select(number => WireValue.Integer(number)),
        Gen.Choose(0, 1000).Select(day => WireValue.Date(DateOnly.FromDayNumber(day))),
        Text.Select(text => WireValue.Bytes(System.Text.Encoding.UTF8.GetBytes(text))),
        Gen.Constant(WireValue.None));

    private static Gen<IsoTimestamp> Timestamp() =>
        from ticks in ArbMap.Default.GeneratorFor<long>()
        from minutes in Gen.Choose(-23 * 60, 23 * 60)
        from naive in Gen.Elements(true, false)
        select new IsoTimestamp(
            new DateTime((long)((ulong)ticks % (ulong)DateTime.MaxValue.Ticks)), naive ? null : TimeSpan.FromMinutes(minutes));

    private static Gen<WireValue> Sized(int depth, Gen<WireValue> atom, Gen<WireValue> key) => depth == 0
        ? atom
        : Gen.Frequency(
            (3, atom),
            (1, Sized(depth - 1, atom, key).ArrayOf(3).Select(items => WireValue.List(items))),
            (1, Sized(depth - 1, atom, key).ArrayOf(2).Select(items => WireValue.Tuple(items))),
            (1, key.Zip(Sized(depth - 1, atom, key)).ArrayOf(3).Select(ToMap)));

    private static WireValue ToMap((WireValue Key, WireValue Value)[] pairs)
    {
        var map = new WireMap();
        foreach (var (key, value) in pairs)
        {
            map.Set(key, value);
        }

        return map;
    }
}
