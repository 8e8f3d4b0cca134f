using System.Reflection;
using System.Text.RegularExpressions;

namespace Interop.Api.Tests;

/// <summary>The rules of the house that a reader would otherwise have to check by hand.</summary>
public sealed partial class LayoutTests
{
    private const int LibraryLimit = 400;
    private const int TestLimit = 500;

    [Fact]
    public void Files_AreShort()
    {
        var long1 = Sources.Of([.. Sources.Libraries, "Interop.Tool"]).Where(file => file.Lines.Length > LibraryLimit);
        var long2 = Sources.Of("conformance-tests", "benchmarks", "samples").Where(file => file.Lines.Length > TestLimit);

        AssertNone(long1.Concat(long2).Select(file => $"{file.Path} has {file.Lines.Length} lines"),
            $"Split these files: {LibraryLimit} lines are the limit, {TestLimit} in tests.");
    }

    [Fact]
    public void Library_HasOnePublicTypePerFile()
        => AssertNone(
            Sources.Of(Sources.Libraries).Where(file => file.PublicTypes.Count() > 1)
                .Select(file => $"{file.Path}: {string.Join(", ", file.PublicTypes)}"),
            "One public top-level type per file.");

    [Fact]
    public void Namespace_IsTheFolder()
        => AssertNone(
            Sources.Of([.. Sources.Libraries, "Interop.Tool", "conformance-tests"])
                .Where(file => file.DeclaresTypes && !file.Lines.Contains($"namespace {file.ExpectedNamespace};"))
                .Select(file => $"{file.Path}: expected namespace {file.ExpectedNamespace};"),
            "The namespace is the path of the folder, file-scoped.");

    [Fact]
    public void Namespaces_AreFileScoped()
        => AssertNone(Matches(Sources.All, BlockNamespace()), "Namespaces are file-scoped.");

    [Fact]
    public void Code_IsNotAStub()
        => AssertNone(Matches(Sources.All, Stub()), "No stubs: write it, or leave it out.");

    [Fact]
    public void Comments_PromiseNothing()
        => AssertNone(Matches(Sources.All, Promise()), "A promise in a comment belongs into the tracker.");

    [Fact]
    public void Warnings_AreSuppressedWithAReason()
        => AssertNone(
            Sources.Of(Sources.All).SelectMany(file => file.Find(Pragma())),
            "#pragma warning disable needs its reason on the same line, after //.");

    [Fact]
    public void Code_HasNoRegions()
        => AssertNone(Matches(Sources.All, Region()), "No #region.");

    [Fact]
    public void PublicMethods_EndWithAsync_ExactlyWhenTheyAreAwaited()
    {
        var methods = Sources.Libraries.SelectMany(library => Assembly.Load(library).GetExportedTypes())
            .Where(type => !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods(
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && !method.Name.Contains('<', StringComparison.Ordinal));

        AssertNone(
            methods.Where(method => IsAwaited(method.ReturnType) != method.Name.EndsWith("Async", StringComparison.Ordinal))
                .Select(method => $"{method.DeclaringType!.FullName}.{method.Name} returns {method.ReturnType.Name}"),
            "Methods that return a task or an async stream end with Async; others do not.");
    }

    private static bool IsAwaited(Type type)
    {
        var shape = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return shape == typeof(Task) || shape == typeof(Task<>) || shape == typeof(ValueTask) || shape == typeof(ValueTask<>)
            || shape == typeof(IAsyncEnumerable<>);
    }

    private static IEnumerable<string> Matches(string[] folders, Regex pattern)
        => Sources.Of(folders).Where(file => !file.Path.EndsWith("Interop.Api.Tests/LayoutTests.cs", StringComparison.Ordinal))
            .SelectMany(file => file.Find(pattern));

    private static void AssertNone(IEnumerable<string> offenders, string rule)
    {
        var all = offenders.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{rule}\n{string.Join('\n', all)}");
    }

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*(\{.*)?$")]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"\bNotImplementedException\b|\bawait Task\.CompletedTask\b")]
    private static partial Regex Stub();

    [GeneratedRegex(@"//.*\b(TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex Promise();

    [GeneratedRegex(@"^\s*#pragma warning disable\s+[^/]*$")]
    private static partial Regex Pragma();

    [GeneratedRegex(@"^\s*#region\b")]
    private static partial Regex Region();
}
