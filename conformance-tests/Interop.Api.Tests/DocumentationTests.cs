using System.Text.RegularExpressions;
using Interop.Testing;

namespace Interop.Api.Tests;

/// <summary>Links in the documentation lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Links_LeadToFilesThatExist()
    {
        var broken = Pages().SelectMany(page => Links(page)
            .Where(link => !Exists(page, link))
            .Select(link => $"{Sources.Relative(page)}: {link}")).ToList();

        Assert.True(broken.Count == 0, $"These links lead nowhere:\n{string.Join('\n', broken)}");
    }

    [Fact]
    public void Anchors_LeadToHeadings()
    {
        var broken = Pages().SelectMany(page => Links(page)
            .Where(link => link.Contains('#', StringComparison.Ordinal) && Exists(page, link) && !HasHeading(page, link))
            .Select(link => $"{Sources.Relative(page)}: {link}")).ToList();

        Assert.True(broken.Count == 0, $"These links lead to headings that are not there:\n{string.Join('\n', broken)}");
    }

    private static IEnumerable<string> Pages()
        => Directory.EnumerateFiles(RepositoryRoot.Path, "*.md", SearchOption.AllDirectories)
            .Where(path => !Sources.IsBuildOutput(path))
            .Where(path => !Sources.Relative(path).Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Links(string page)
        => Link().Matches(Code().Replace(File.ReadAllText(page), ""))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Exists(string page, string link)
    {
        var path = Target(page, link);
        return File.Exists(path) || Directory.Exists(path);
    }

    private static string Target(string page, string link)
    {
        var file = Uri.UnescapeDataString(link.Split('#')[0]);
        return file.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, file));
    }

    private static bool HasHeading(string page, string link)
    {
        var path = Target(page, link);
        return !path.EndsWith(".md", StringComparison.Ordinal) || Code().Replace(File.ReadAllText(path), "").Split('\n')
            .Where(line => line.StartsWith('#'))
            .Select(line => Anchor(line.TrimStart('#').Trim()))
            .Contains(link.Split('#')[1], StringComparer.Ordinal);
    }

    private static string Anchor(string heading)
        => string.Concat(heading.ToLowerInvariant().Replace(' ', '-')
            .Where(character => char.IsLetterOrDigit(character) || character is '-' or '_'));

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
