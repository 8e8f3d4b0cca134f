using Interop.Protocol;
using Interop.Protocol.Values;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>Dates, decimals and UUIDs, which JSON carries as such from 5.3 on and as text before, also where one side is older.</summary>
[Trait(Capabilities.Trait, Capabilities.TypedJson)]
public abstract class TypedValuesSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    private const string Values = """
        {"$datetime": "2026-01-02T03:04:05.678901+00:00"}, {"$date": "2026-01-02"}, {"$decimal": "1.10"},
        {"$uuid": "12345678-1234-5678-1234-567812345678"}
        """;

    private bool WeWriteTyped => Pair.Setup.Release >= CeleryRelease.V53;

    [Fact]
    public async Task Arguments_ArriveInPython_AsFromAProducerOfOurRelease()
    {
        object?[] args = [new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, 901, TimeSpan.Zero), new DateOnly(2026, 1, 2), 1.10m,
            Guid.Parse("12345678-1234-5678-1234-567812345678")];

        var sent = await App.SendTaskAsync<WireValue>("tasks.describe", args, cancellationToken: Cancellation);
        var described = (await sent.GetAsync(Deadline, Cancellation)).ToString();

        if (WeWriteTyped == Celery.HasTypedJson)
        {
            Assert.Equal((await CallAsync("tasks.describe", $"[{Values}]")).Repr, described);
        }
        else
        {
            var expected = WeWriteTyped
                ? Described("dict", """
                    "{'__type__': 'datetime', '__value__': '2026-01-02T03:04:05.678901+00:00'}" | "{'__type__': 'date', '__value__': '2026-01-02'}"
                    | "{'__type__': 'decimal', '__value__': '1.10'}"
                    | "{'__type__': 'uuid', '__value__': {'hex': '12345678123456781234567812345678'}}"
                    """)
                : Described("str", """
                    "'2026-01-02T03:04:05.678901Z'" | "'2026-01-02T00:00:00'" | "'1.10'" | "'12345678-1234-5678-1234-567812345678'"
                    """);
            Assert.Equal(expected, described);
        }
    }

    [Fact]
    public async Task Arguments_BindToDotNetTypes_WhicheverWayPythonWritesThem()
        => Assert.Equal("'2026-01-02T03:04:05.6789010+00:00 2026-01-02 1.10 12345678-1234-5678-1234-567812345678'",
            (await CallAsync("cs.typed", $"[{Values}]")).Repr);

    [Fact]
    public async Task Values_ComeBack_AsTheOlderOfTheTwoCanSayThem()
    {
        var expected = Celery.HasTypedJson && !WeWriteTyped
            ? "['2026-01-02T03:04:05.678901Z', '2026-01-02T00:00:00', '1.10', '12345678-1234-5678-1234-567812345678']"
            : (await CallAsync("tasks.identity", $"[[{Values}]]")).Repr;

        Assert.Equal(expected, (await CallAsync("cs.identity", $"[[{Values}]]")).Repr);
        Assert.Equal(expected, (await CallAsync("cs.natural", $"[[{Values}]]")).Repr);
    }

    private static string Described(string type, string reprs)
        => $"[[{string.Join(", ", reprs.Split('|', StringSplitOptions.TrimEntries).Select(repr => $"['{type}', {repr}]"))}], {{}}]";
}
