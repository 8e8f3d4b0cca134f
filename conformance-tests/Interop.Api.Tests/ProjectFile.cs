using System.Xml.Linq;
using Interop.Testing;

namespace Interop.Api.Tests;

/// <summary>What a project file refers to.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _document;

    public ProjectFile(string folder)
    {
        var path = Directory.GetFiles(RepositoryRoot.Combine(folder), "*.csproj").Single();
        _document = XDocument.Load(path);
    }

    public IReadOnlyList<string> Projects => [.. Includes("ProjectReference").Select(Path.GetFileNameWithoutExtension)!];

    public IReadOnlyList<string> Packages => Includes("PackageReference");

    public IReadOnlyList<string> Friends => Includes("InternalsVisibleTo");

    private List<string> Includes(string element)
        => [.. _document.Descendants(element).Select(item => item.Attribute("Include")?.Value).OfType<string>()];
}
