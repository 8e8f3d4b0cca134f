using System.Reflection;

namespace Interop.Api.Tests;

/// <summary>Protocol, then Client, then Worker, then Tool: each knows only those before it.</summary>
public sealed class DependencyDirectionTests
{
    private static readonly string[] ClientPackages =
        ["RabbitMQ.Client", "Npgsql", "YamlDotNet", "SharpZipLib", "Microsoft.Extensions."];

    [Theory]
    [InlineData("Interop.Protocol", "")]
    [InlineData("Interop.Client", "Interop.Protocol")]
    [InlineData("Interop.Worker", "Interop.Client Interop.Protocol")]
    [InlineData("Interop.Tool", "Interop.Worker Interop.Client Interop.Protocol")]
    public void ProjectFile_RefersOnlyToThoseBelow(string project, string below)
        => Assert.Empty(new ProjectFile(project).Projects.Except(below.Split(' ')));

    [Theory]
    [InlineData("Interop.Protocol", "")]
    [InlineData("Interop.Client", "Interop.Protocol")]
    [InlineData("Interop.Worker", "Interop.Client Interop.Protocol")]
    public void Assembly_RefersOnlyToThoseBelow(string library, string below)
    {
        var references = References(library).Where(name => name.StartsWith("Interop.", StringComparison.Ordinal));

        Assert.Empty(references.Except(below.Split(' ')));
    }

    [Fact]
    public void Protocol_RefersOnlyToTheBaseClassLibrary()
    {
        Assert.Empty(new ProjectFile("Interop.Protocol").Packages);
        Assert.All(References("Interop.Protocol"), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Protocol_HasNoSocketsFilesOrClocks()
    {
        string[] forbidden =
        [
            "System.Net.Sockets", "System.Net.Http", "System.Net.Security", "System.Net.NameResolution", "System.IO.Pipes",
            "System.IO.FileSystem.Watcher", "System.Diagnostics.Process", "System.Threading.Channels",
        ];

        Assert.Empty(References("Interop.Protocol").Intersect(forbidden));
    }

    [Theory]
    [InlineData("Interop.Client")]
    [InlineData("Interop.Worker")]
    public void Library_TakesOnlyThePackagesThatWereDecided(string library)
        => Assert.All(new ProjectFile(library).Packages, package => Assert.True(
            ClientPackages.Any(allowed => allowed.EndsWith('.')
                ? package.StartsWith(allowed, StringComparison.Ordinal)
                : package == allowed),
            $"{library} refers to {package}, which is not on the list."));

    [Theory]
    [InlineData("Interop.Protocol")]
    [InlineData("Interop.Client")]
    [InlineData("Interop.Worker")]
    public void Library_ShowsItsInternalsOnlyToTests(string library)
        => Assert.All(new ProjectFile(library).Friends, friend => Assert.True(
            friend.EndsWith(".Tests", StringComparison.Ordinal) || friend == "Interop.Fuzz", $"{library} shows its internals to {friend}."));

    private static IEnumerable<string> References(string assembly)
        => Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!);
}
