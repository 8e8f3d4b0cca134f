namespace Interop.Testing;

/// <summary>What to do when a test's server or interpreter is not installed: skip on a laptop, fail under CI.</summary>
public static class Requirement
{
    // xunit v3 takes an exception whose message starts so for a skip (Xunit.v3.DynamicSkipToken.Value).
    private const string SkipPrefix = "$XunitDynamicSkip$";

    /// <summary>True when a missing server must fail the run: <c>CI=true</c>.</summary>
    public static bool IsStrict { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The exception to throw from a test, its constructor or its InitializeAsync (not from a fixture).</summary>
    /// <param name="what">What is missing and what was tried, e.g. <c>redis-server is not on PATH</c>.</param>
    /// <param name="remedy">How to get it, e.g. <c>install the package redis-server</c>.</param>
    public static Exception Missing(string what, string remedy)
        => new InvalidOperationException(
            IsStrict ? $"{what}; {remedy}." : $"{SkipPrefix}{what}; {remedy}.");

    /// <summary>The full path of a program, or null: the given paths first, then PATH.</summary>
    public static string? FindProgram(string name, params string[] preferred)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return preferred
            .Concat(path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }
}
