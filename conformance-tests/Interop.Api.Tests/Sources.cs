using Interop.Testing;

namespace Interop.Api.Tests;

/// <summary>The source files of the checkout.</summary>
internal static class Sources
{
    public static readonly string[] Libraries = ["Interop.Protocol", "Interop.Client", "Interop.Worker"];

    /// <summary>Everything of ours that is compiled; folders not there yet are left out.</summary>
    public static readonly string[] All = [.. Libraries, "Interop.Tool", "conformance-tests", "benchmarks", "samples"];

    public static IReadOnlyList<SourceFile> Of(params string[] folders)
        => [.. folders.Select(folder => RepositoryRoot.Combine(folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(path => !IsBuildOutput(path))
            .Select(path => new SourceFile(Relative(path), File.ReadAllLines(path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static string Relative(string path)
        => Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');

    public static bool IsBuildOutput(string path)
        => Relative(path).Split('/').Any(part => part is "bin" or "obj" or "artifacts");
}
