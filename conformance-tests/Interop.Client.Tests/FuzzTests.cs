using Interop.Fuzz;

namespace Interop.Client.Tests;

/// <summary>A short run of every fuzz target; <c>conformance-tests/Interop.Fuzz</c> runs them for as long as one likes.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_GivesValuesOrDocumentedErrors_WithinItsBudget(string name)
    {
        var fuzzer = new Fuzzer(FuzzTargets.All.Single(target => target.Name == name), seed: 20_261_121);

        var findings = fuzzer.Run(25_000, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(findings.Count == 0, string.Join('\n', findings.Select(f => $"{Convert.ToBase64String(f.Input)}\n{f.What}")));
        Assert.InRange(fuzzer.Refused, 1, fuzzer.Executions - 1);
        Assert.InRange(fuzzer.Outcomes, 20, int.MaxValue);
    }
}
