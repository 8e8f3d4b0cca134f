using System.Reflection;
using Interop.Compatibility;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Compatibility;

/// <summary>The table that is committed is the one <c>./test --matrix</c> made of the results that are committed, for the rows of today.</summary>
public sealed class CommittedTableTests
{
    private static readonly string[] Celeries = ["5.0.0", "5.2.6", "5.5.2", "5.6.3"];

    private static readonly string Readme = File.ReadAllText(RepositoryRoot.Combine("README.md"));

    private static readonly string Committed = RepositoryRoot.Combine("docs", "compatibility.json");

    private static CompatibilityResults Results
    {
        get
        {
            Assert.SkipUnless(File.Exists(Committed), "No results are committed; ./test --matrix makes them.");
            return CompatibilityResults.Parse(File.ReadAllText(Committed));
        }
    }

    [Fact]
    public void Readme_HasTheTableOfTheResults() => Assert.Equal(CompatibilityTable.Place(Readme, Results), Readme);

    [Fact]
    public void Results_AreOfEveryCelery() => Assert.Equal(Celeries, Results.Columns.Select(column => column.Celery));

    [Fact]
    public void Results_HaveEveryRowOfTheTests_ForEveryCelery()
    {
        var rows = Tests().SelectMany(CapabilitiesOf).Distinct(StringComparer.Ordinal).ToList();

        Assert.All(Results.Columns, column =>
        {
            var missing = rows.Except(column.Rows.Keys).Except(Capabilities.Awaited).ToList();
            Assert.True(missing.Count == 0, $"Run ./test --matrix: Celery {column.Celery} has no results of {string.Join("; ", missing)}.");
        });
    }

    [Fact]
    public void Rows_AreThoseOfATest()
    {
        var rows = Tests().SelectMany(CapabilitiesOf).ToHashSet(StringComparer.Ordinal);

        Assert.All(Capabilities.All, row => Assert.Contains(row, rows));
    }

    [Fact]
    public void LiveTests_NameACapability()
        => Assert.Empty(Tests()
            .Where(test => test.Class.IsAssignableTo(typeof(PairTests)) && !CapabilitiesOf(test).Any())
            .Select(test => $"{test.Class.Name}.{test.Method.Name}"));

    private static IEnumerable<(Type Class, MethodInfo Method)> Tests()
        => from type in Assembly.GetExecutingAssembly().GetExportedTypes()
           where type is { IsClass: true, IsAbstract: false }
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
           where method.GetCustomAttributes<FactAttribute>().Any()
           select (type, method);

    private static IEnumerable<string> CapabilitiesOf((Type Class, MethodInfo Method) test)
        => test.Class.GetCustomAttributes<TraitAttribute>(inherit: true)
            .Concat(test.Method.GetCustomAttributes<TraitAttribute>())
            .Where(trait => trait.Name == Capabilities.Trait).Select(trait => trait.Value);
}
