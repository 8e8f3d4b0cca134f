using System.Numerics;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Python.Tests.Live;

/// <summary>Values that a serializer of Celery carries, told three times: for the Python driver, as Python's repr, and for C#.</summary>
public static class SerializerValues
{
    private static readonly (string Json, string Repr, WireValue Wire)[] Plain =
    [
        ("0", "0", 0),
        ("-9223372036854775808", "-9223372036854775808", long.MinValue),
        ("0.1", "0.1", 0.1),
        ("1e300", "1e+300", 1e300),
        ("true", "True", true),
        ("null", "None", WireValue.None),
        ("\"\"", "''", ""),
        ("\"Größe 😀 \\\"x\\\" yes\"", "'Größe 😀 \"x\" yes'", "Größe 😀 \"x\" yes"),
        ("\"017\"", "'017'", "017"),
        ("\"2026-01-02\"", "'2026-01-02'", "2026-01-02"),
        ("[]", "[]", WireValue.List([])),
        ("{\"a\": [1, {\"b\": null}], \"c\": {}}", "{'a': [1, {'b': None}], 'c': {}}", new WireMap()
            .With("a", WireValue.List([1, new WireMap().With("b", WireValue.None)])).With("c", new WireMap())),
    ];

    private static readonly (string Json, string Repr, WireValue Wire) Big =
        ("123456789012345678901234567890", "123456789012345678901234567890", BigInteger.Parse("123456789012345678901234567890", null));

    private static readonly (string Json, string Repr, WireValue Wire) Bytes =
        ("{\"$bytes\": \"AP8K\"}", "b'\\x00\\xff\\n'", WireValue.Bytes(new byte[] { 0, 255, 10 }));

    private static readonly (string Json, string Repr, WireValue Wire)[] Dates =
    [
        ("{\"$date\": \"2026-01-02\"}", "datetime.date(2026, 1, 2)", WireValue.Date(new DateOnly(2026, 1, 2))),
        ("{\"$datetime\": \"2026-01-02T03:04:05.678901\"}", "datetime.datetime(2026, 1, 2, 3, 4, 5, 678901)",
            Timestamp("2026-01-02T03:04:05.678901")),
    ];

    private static readonly (string Json, string Repr, WireValue Wire)[] Objects =
    [
        ("{\"$datetime\": \"2026-01-02T03:04:05+00:00\"}", "datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)",
            Timestamp("2026-01-02T03:04:05+00:00")),
        ("{\"$tuple\": [1, [2], {\"$tuple\": []}]}", "(1, [2], ())", WireValue.Tuple([1, WireValue.List([2]), WireValue.Tuple([])])),
        ("{\"$set\": [7]}", "{7}", WireValue.Set([7])),
        ("{\"$frozenset\": [\"x\"]}", "frozenset({'x'})", WireValue.FrozenSet(["x"])),
        ("{\"$timedelta\": [1, 2, 3]}", "datetime.timedelta(days=1, seconds=2, microseconds=3)",
            WireValue.TimeDelta(new PythonTimeDelta(1, 2, 3))),
        ("{\"$decimal\": \"1.10\"}", "Decimal('1.10')", WireValue.Decimal("1.10")),
        ("{\"$uuid\": \"12345678-1234-5678-1234-567812345678\"}", "UUID('12345678-1234-5678-1234-567812345678')",
            WireValue.Uuid(new Guid("12345678-1234-5678-1234-567812345678"))),
        ("{\"$complex\": [1, -2]}", "(1-2j)", WireValue.Complex(new Complex(1, -2))),
    ];

    /// <summary>The values of a serializer as one list.</summary>
    public static (string Json, string Repr, WireValue Wire) Of(string serializer)
    {
        (string Json, string Repr, WireValue Wire)[] values = serializer switch
        {
            "msgpack" => [.. Plain, Bytes],
            "yaml" => [.. Plain, Big, Bytes, .. Dates],
            "pickle" => [.. Plain, Big, Bytes, .. Dates, .. Objects],
            _ => [.. Plain, Big],
        };
        return (
            $"[{string.Join(", ", values.Select(value => value.Json))}]",
            $"[{string.Join(", ", values.Select(value => value.Repr))}]",
            WireValue.List([.. values.Select(value => value.Wire)]));
    }

    private static WireValue Timestamp(string text) => IsoTimestamp.TryParse(text, out var time)
        ? WireValue.DateTime(time)
        : throw new FormatException(text);
}
