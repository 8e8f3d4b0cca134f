using System.Text.Json;
using Interop.Protocol.Inspection;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Pickle;
using Interop.Testing;

namespace Interop.Protocol.Tests.Inspection;

/// <summary>What real workers of four Celeries did with odd messages (<c>python-fixtures/verdicts</c>), and what we say they do.</summary>
public sealed class VerdictTests
{
    // kombu decodes yaml with PyYAML; here a package does it, outside of this library. Its JSON-like text is all that is asked of it.
    private const string NeedsAPackage = "content-type-yaml-accepted";

    [Theory]
    [InlineData("5.0.0", InspectionTransport.FileSystem)]
    [InlineData("5.0.0", InspectionTransport.Redis)]
    [InlineData("5.2.6", InspectionTransport.FileSystem)]
    [InlineData("5.2.6", InspectionTransport.Redis)]
    [InlineData("5.5.2", InspectionTransport.FileSystem)]
    [InlineData("5.5.2", InspectionTransport.Redis)]
    [InlineData("5.6.3", InspectionTransport.FileSystem)]
    [InlineData("5.6.3", InspectionTransport.Redis)]
    public void Verdict_IsWhatTheWorkerDid(string version, InspectionTransport transport)
    {
        var observed = Read($"{version}.jsonl").ToDictionary(row => row.GetProperty("name").GetString()!);
        var wrong = new List<string>();
        foreach (var row in Read("cases.jsonl"))
        {
            var name = row.GetProperty("name").GetString()!;
            var expected = observed[name].GetProperty(transport == InspectionTransport.Redis ? "redis" : "filesystem").GetString();
            var inspector = new MessageInspector(InspectionOptions.Default with
            {
                Release = Golden.ReleaseOf(version),
                Allow = row.TryGetProperty("accept", out var accept) ? [.. accept.EnumerateArray().Select(item => item.GetString()!)] : [],
                Serializers = ContentCodecRegistry.Default.With(new PickleContentCodec()),
            });
            var found = inspector.Inspect(new() { Transport = transport, Raw = row.GetProperty("raw").GetBytesFromBase64() });
            if (!string.Equals(found.Verdict.ToString(), expected, StringComparison.OrdinalIgnoreCase) && name != NeedsAPackage)
            {
                wrong.Add($"{name}: {found.Verdict} ({found.Reason}), but the worker: {observed[name].GetRawText()}");
            }
        }

        Assert.True(observed.Count > 300);
        Assert.Empty(wrong);
    }

    private static IEnumerable<JsonElement> Read(string file) => File
        .ReadLines(RepositoryRoot.Combine("python-fixtures", "verdicts", file))
        .Select(line => JsonDocument.Parse(line).RootElement);
}
