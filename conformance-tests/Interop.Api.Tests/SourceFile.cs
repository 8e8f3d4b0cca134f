using System.Text.RegularExpressions;

namespace Interop.Api.Tests;

/// <summary>A source file with its path from the root of the checkout.</summary>
internal sealed partial record SourceFile(string Path, string[] Lines)
{
    /// <summary>The project's folder, e.g. <c>Interop.Client</c> or <c>conformance-tests/Interop.Api.Tests</c>.</summary>
    private string ProjectFolder
    {
        get
        {
            var parts = Path.Split('/');
            return parts[0].StartsWith("Interop.", StringComparison.Ordinal) ? parts[0] : string.Join('/', parts[..2]);
        }
    }

    /// <summary>The namespace the folder asks for.</summary>
    public string ExpectedNamespace
    {
        get
        {
            var project = ProjectFolder.Split('/')[^1];
            var folders = Path[(ProjectFolder.Length + 1)..].Split('/')[..^1];
            return string.Join('.', folders.Prepend(project));
        }
    }

    public IEnumerable<string> PublicTypes => Lines.Select(line => PublicType().Match(line)).Where(match => match.Success)
        .Select(match => match.Groups["name"].Value);

    public bool DeclaresTypes => Lines.Any(line => AnyType().IsMatch(line));

    /// <summary>Matches of a pattern as <c>path:line text</c>.</summary>
    public IEnumerable<string> Find(Regex pattern)
        => Lines.Select((line, index) => (line, index)).Where(entry => pattern.IsMatch(entry.line))
            .Select(entry => $"{Path}:{entry.index + 1} {entry.line.Trim()}");

    // File-scoped namespaces put top-level types into column 0.
    [GeneratedRegex(@"^public\s+(?:[a-z]+\s+)*?(?:(?:class|struct|interface|enum|record)\s+(?:(?:class|struct)\s+)?|delegate\s+\S+\s+)(?<name>\w+)")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*(?:[a-z]+\s+)*(?:class|struct|interface|enum|record|delegate)\s+\w+")]
    private static partial Regex AnyType();
}
