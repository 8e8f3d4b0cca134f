using Interop.Compatibility;
using Interop.Testing;

namespace Interop.Python.Tests.Compatibility;

public sealed class CompatibilityTableTests
{
    private static readonly CompatibilityResults Two = CompatibilityResults.None
        .With(Column("5.10.0", (Capabilities.Chains, new(9, 1, 0)), (Capabilities.Stamps, new(4, 0, 0)), ("A row of its own", new(1, 0, 0))))
        .With(Column("5.2.6", (Capabilities.Chains, new(10, 0, 2)), (Capabilities.Stamps, new(0, 0, 4))));

    [Fact]
    public void Render_HasAColumnPerCelery_AndTheRowsInTheirOrder()
        => Assert.Equal(
            """
            | Tests passed against | Celery 5.2.6<br>kombu k<br>Python p | Celery 5.10.0<br>kombu k<br>Python p |
            | --- | --- | --- |
            | Chains through both languages | 10/10 | 9/10 |
            | Stamps handed on | — | 4/4 |
            | A row of its own |  | 1/1 |
            | **Each test once** | **10/10** | **14/15** |

            """, CompatibilityTable.Render(Two));

    [Fact]
    public void With_ReplacesTheColumnOfTheSameCelery()
    {
        var again = Two.With(Column("5.2.6", (Capabilities.Chains, new(11, 0, 0))));

        Assert.Equal(["5.2.6", "5.10.0"], again.Columns.Select(column => column.Celery));
        Assert.Equal("11/11", again.Columns[0].Rows[Capabilities.Chains].ToString());
    }

    [Fact]
    public void Json_RoundTrips()
    {
        var json = Two.ToJson();

        Assert.Equal(json, CompatibilityResults.Parse(json).ToJson());
        Assert.Equal(CompatibilityTable.Render(Two), CompatibilityTable.Render(CompatibilityResults.Parse(json)));
    }

    [Fact]
    public void Place_ReplacesWhatStandsBetweenTheMarkers_AndNothingElse()
    {
        var text = $"before\n{CompatibilityTable.Start}\nold\n{CompatibilityTable.End}\nafter\n";

        var placed = CompatibilityTable.Place(text, Two);

        Assert.Equal($"before\n{CompatibilityTable.Start}\n{CompatibilityTable.Render(Two)}{CompatibilityTable.End}\nafter\n", placed);
        Assert.Equal(placed, CompatibilityTable.Place(placed, Two));
    }

    [Theory]
    [InlineData("no marker")]
    [InlineData($"{CompatibilityTable.Start}\n")]
    [InlineData($"{CompatibilityTable.End}\n{CompatibilityTable.Start}\n")]
    [InlineData($"{CompatibilityTable.Start}\n{CompatibilityTable.Start}\n{CompatibilityTable.End}\n")]
    public void Place_Refuses_WhenTheMarkersAreNotAPair(string text)
        => Assert.Throws<InvalidDataException>(() => CompatibilityTable.Place(text, Two));

    private static CompatibilityColumn Column(string celery, params (string Row, CapabilityCount Count)[] rows) => new(
        celery, "k", "p", rows.Aggregate(default(CapabilityCount), (sum, row) => sum + row.Count),
        rows.ToDictionary(row => row.Row, row => row.Count, StringComparer.Ordinal));
}
