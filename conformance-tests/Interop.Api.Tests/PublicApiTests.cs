using System.Reflection;
using Interop.Testing;

namespace Interop.Api.Tests;

/// <summary>The public API of each library is a text that is reviewed like code.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "INTEROP_APPROVE";
    private const int ShownLines = 60;

    [Theory]
    [InlineData("Interop.Protocol")]
    [InlineData("Interop.Client")]
    [InlineData("Interop.Worker")]
    public void PublicApi_IsTheApprovedOne(string library)
    {
        var path = RepositoryRoot.Combine("conformance-tests", "Interop.Api.Tests", $"{library}.approved.txt");
        var actual = ApiText.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(path, actual);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(approved == actual, $"""
            The public API of {library} is not the approved one:
            {Difference(approved, actual)}
            If this is meant, run the test with {Accept}=1 and commit {Path.GetFileName(path)}.
            """);
    }

    private static string Difference(string approved, string actual)
    {
        // Lines repeat from type to type, so a line counts together with the type it stands under.
        var before = Qualified(approved);
        var after = Qualified(actual);
        var lines = before.Except(after).Select(line => $"- {line}").Concat(after.Except(before).Select(line => $"+ {line}")).ToList();
        return lines.Count switch
        {
            0 => "(only the order or the spacing differs)",
            > ShownLines => string.Join('\n', lines.Take(ShownLines)) + $"\n... and {lines.Count - ShownLines} more lines",
            _ => string.Join('\n', lines),
        };
    }

    private static List<string> Qualified(string text)
    {
        var type = "";
        List<string> lines = [];
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            if (line.StartsWith(' '))
            {
                lines.Add($"{type}: {line.Trim()}");
            }
            else
            {
                type = line.Split(" : ")[0].Split(" where ")[0].Split(' ')[^1];
                lines.Add(line);
            }
        }

        return lines;
    }
}
