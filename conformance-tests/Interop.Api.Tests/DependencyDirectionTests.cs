using System.Reflection;

namespace Interop.Api.Tests;

public sealed class DependencyDirectionTests
{
    [Theory]
    [InlineData("Interop.Protocol", new string[0])]
    public void Library_ReferencesOnlyThoseBelow(string library, string[] allowed)
    {
        var references = Assembly.Load(library).GetReferencedAssemblies()
            .Select(r => r.Name!).Where(n => n.StartsWith("Interop.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed));
    }
}
