using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Interop.Protocol;

namespace Interop.Testing;

/// <summary>Cases that Python made: <c>python-fixtures/golden</c>, described in <c>python-fixtures/README.md</c>.</summary>
/// <remarks>A case is named <c>5.6.3/v2-plain</c>; without a version it is that of <see cref="DefaultVersion"/>.</remarks>
public static partial class Golden
{
    /// <summary>The version of a case that names none.</summary>
    public const string DefaultVersion = "5.2.6";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };
    private static readonly ConcurrentDictionary<string, GoldenSet> Sets = new(StringComparer.Ordinal);

    /// <summary>The Celery versions there are golden files of, e.g. <c>5.2.6</c>.</summary>
    public static IReadOnlyList<string> Versions { get; } =
        [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static string Folder => RepositoryRoot.Combine("python-fixtures", "golden");

    /// <summary>The names of the cases of a kind (<c>task</c>, <c>result</c>, ...); all kinds when none is given.</summary>
    /// <param name="kind">See <c>python-fixtures/README.md</c>.</param>
    /// <param name="version">A Celery version; default <see cref="DefaultVersion"/>.</param>
    public static IReadOnlyList<string> Cases(string? kind = null, string? version = null) =>
        [.. Set(version ?? DefaultVersion).Names(kind)];

    /// <summary>The cases of a kind of every version, named with it.</summary>
    /// <param name="kind">See <c>python-fixtures/README.md</c>.</param>
    public static IReadOnlyList<string> EveryCase(string kind) =>
        [.. Versions.SelectMany(version => Cases(kind, version).Select(name => $"{version}/{name}"))];

    /// <summary>The name of a case without its version.</summary>
    public static string ShortName(string name) => Split(name).Name;

    /// <summary>The release whose bytes a case shows.</summary>
    public static CeleryRelease Release(string name) => ReleaseOf(Split(name).Version);

    /// <summary>The release a version belongs to.</summary>
    public static CeleryRelease ReleaseOf(string version)
    {
        var parsed = Version.Parse(version);
        return (parsed.Major, parsed.Minor) switch
        {
            (5, 0) => CeleryRelease.V50,
            (5, 1 or 2) => CeleryRelease.V52,
            (5, 3) => CeleryRelease.V53,
            (5, 4) => CeleryRelease.V54,
            (5, 5) => CeleryRelease.V55,
            (5, 6) => CeleryRelease.V56,
            _ => throw new ArgumentException($"No release is known for Celery {version}.", nameof(version)),
        };
    }

    /// <summary>The document of one case.</summary>
    public static JsonElement Load(string name)
    {
        var (version, shortName) = Split(name);
        var line = Set(version).Line(shortName)
            ?? throw new ArgumentException($"There is no golden case {name}; see python-fixtures/README.md.", nameof(name));
        using var document = JsonDocument.Parse(line, Options);
        return document.RootElement.Clone();
    }

    /// <summary>The document of one case.</summary>
    public static JsonElement Load(string name, string version) => Load($"{version}/{name}");

    /// <summary>The body of a case's message, as it travels before base64.</summary>
    /// <param name="name">The case.</param>
    /// <param name="index">Which of its messages.</param>
    public static byte[] Body(string name, int index = 0) => Load(name).GetProperty("messages")[index].GetProperty("body").GetBytesFromBase64();

    /// <summary>
    /// The text with the keys of a signature in one order: Celery 5.0 puts <c>chord_size</c> before or after <c>immutable</c>, by how
    /// the signature was made.
    /// </summary>
    public static string InOneOrder(string json) => ChordSize().Replace(json, "$3, $1$2");

    [GeneratedRegex("""(\\?["']chord_size\\?["']: )(null|None|[0-9]+), (\\?["']immutable\\?["']: (?:true|false|True|False))""")]
    private static partial Regex ChordSize();

    private static GoldenSet Set(string version) => Sets.GetOrAdd(version, static name => new GoldenSet(Path.Combine(Folder, name)));

    private static (string Version, string Name) Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (DefaultVersion, name) : (name[..slash], name[(slash + 1)..]);
    }
}
