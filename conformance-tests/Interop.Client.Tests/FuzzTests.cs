using Interop.Fuzz;
using Interop.Testing;

namespace Interop.Client.Tests;

/// <summary>A short run of every fuzz target; <c>conformance-tests/Interop.Fuzz</c> runs them for as long as one likes.</summary>
public sealed class FuzzTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Target_GivesValuesOrDocumentedErrors_WithinItsBudget(string name)
    {
        var fuzzer = Start(name, Corpus.Committed.Load(name));

        var findings = fuzzer.Run(25_000, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(findings.Count == 0, string.Join('\n', findings.Select(f => $"{Convert.ToBase64String(f.Input)}\n{f.What}")));
        Assert.InRange(fuzzer.Refused, 1, fuzzer.Executions - 1);
        Assert.InRange(fuzzer.Outcomes, 20, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_IsSmall_AndEachInputHasAnOutcomeOfItsOwn(string name)
    {
        var inputs = Corpus.Committed.Load(name);
        Assert.InRange(inputs.Count, 10, Corpus.Most);
        Assert.All(inputs, input => Assert.InRange(input.Length, 0, Corpus.Longest));
        var fuzzer = Start(name, []);
        Assert.Distinct(inputs.Select(fuzzer.Try));
    }

    [Fact]
    public void Discoveries_AreKept_ShortAndOnce()
    {
        using var folder = new TempFolder();
        var fuzzer = Start("resp", []);
        fuzzer.Run(2_000, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var added = new Corpus(folder.Path).Add("resp", fuzzer.Discoveries());

        var kept = new Corpus(folder.Path).Load("resp");
        Assert.Equal(added, kept.Count);
        Assert.InRange(added, 10, Corpus.Most);
        Assert.Distinct(kept.Select(fuzzer.Try));
        Assert.Equal(0, new Corpus(folder.Path).Add("resp", kept));
    }

    [Fact]
    public void Shrink_LeavesWhatMatters() =>
        Assert.Equal("ab"u8.ToArray(), Minimizer.Shrink("xxaxxbxxx"u8.ToArray(), bytes => bytes.AsSpan().IndexOf((byte)'a') is >= 0 and var at
            && bytes.AsSpan(at).Contains((byte)'b')));

    private static Fuzzer Start(string name, IReadOnlyList<byte[]> corpus) =>
        new(FuzzTargets.All.Single(target => target.Name == name), seed: 20_261_121, corpus);
}
