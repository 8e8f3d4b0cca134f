using System.Text.Json;

namespace Interop.Testing;

/// <summary>Files that Python made: <c>python-fixtures/golden</c>, described in <c>python-fixtures/README.md</c>.</summary>
public static class Golden
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The Celery versions there are golden files of, e.g. <c>5.2.6</c>.</summary>
    public static IReadOnlyList<string> Versions { get; } =
        [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static string Folder => RepositoryRoot.Combine("python-fixtures", "golden");

    /// <summary>The names of the cases of a kind (<c>task</c>, <c>result</c>, ...); all kinds when none is given.</summary>
    /// <param name="kind">See <c>python-fixtures/README.md</c>.</param>
    /// <param name="version">A Celery version; default the first there is.</param>
    public static IReadOnlyList<string> Cases(string? kind = null, string? version = null)
    {
        using var index = Parse("cases", version);
        return [.. index.RootElement.EnumerateArray()
            .Where(entry => kind is null || entry.GetProperty("kind").GetString() == kind)
            .Select(entry => entry.GetProperty("case").GetString()!)];
    }

    /// <summary>The document of one case.</summary>
    public static JsonElement Load(string name, string? version = null)
    {
        using var document = Parse(name, version);
        return document.RootElement.Clone();
    }

    /// <summary>The body of a case's message, as it travels before base64.</summary>
    /// <param name="name">The case.</param>
    /// <param name="index">Which of its messages.</param>
    /// <param name="version">A Celery version; default the first there is.</param>
    public static byte[] Body(string name, int index = 0, string? version = null)
        => File.ReadAllBytes(PathOf(index == 0 ? $"{name}.bin" : $"{name}.{index}.bin", version));

    private static JsonDocument Parse(string name, string? version)
        => JsonDocument.Parse(File.ReadAllBytes(PathOf($"{name}.json", version)), Options);

    private static string PathOf(string file, string? version)
    {
        var path = Path.Combine(Folder, version ?? Versions[0], file);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"There is no golden file {file}; see python-fixtures/README.md.", path);
    }
}
