using System.Text.Json;

namespace Interop.Testing.Python;

/// <summary>What kombu made of the samples of <c>python-fixtures/formats</c>, per Celery version.</summary>
public static class FormatSamples
{
    private static readonly Dictionary<string, JsonElement> Loaded = Directory
        .GetFiles(RepositoryRoot.Combine("python-fixtures", "formats"), "*.json")
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), Parse, StringComparer.Ordinal);

    /// <summary>The versions captured, e.g. <c>5.2.6</c>.</summary>
    public static IReadOnlyList<string> Versions { get; } = [.. Loaded.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The samples of a kind, e.g. <c>yaml-load</c>; see <c>generate.py</c>.</summary>
    public static IReadOnlyList<JsonElement> Of(string version, string kind) => [.. Loaded[version].GetProperty(kind).EnumerateArray()];

    private static JsonElement Parse(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { MaxDepth = 512 });
        return document.RootElement.Clone();
    }
}
