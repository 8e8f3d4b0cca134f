using System.Text;
using System.Text.Json;
using Interop.Protocol.Inspection;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Protocol.Tests.Inspection;

/// <summary>Everything that four Celeries sent and stored is recognised, and Python takes it.</summary>
public sealed class GoldenInspectionTests
{
    public static TheoryData<string> Versions { get; } = [.. Golden.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Tasks_AreShown_AsTheyWereCalled(string version)
    {
        var compared = 0;
        foreach (var name in Golden.Cases("task", version))
        {
            var golden = Golden.Load(name, version);
            var found = Inspect(version, golden.GetProperty("messages")[0].GetProperty("envelope").GetString()!);

            Assert.Equal((name, InspectionKind.Task), (name, found.Kind));
            if (golden.TryGetProperty("call", out var call) && found.Error is null
                && call.GetProperty("name").GetString() is { } task && found.Task == WireValue.String(task)
                && GoldenValue.TryRead(call.GetProperty("args"), out var args) && args.IsSequence)
            {
                var shown = found.Properties!["content_type"]!.Value.AsString() == PickleContentCodec.MimeType;
                if (shown)
                {
                    Assert.Equal((name, WireValue.Tuple(args.AsItems())), (name, WireValue.Tuple(found.Args!.Value.AsItems())));
                    compared++;
                }
                else
                {
                    Assert.Equal((name, args.AsItems().Count), (name, found.Args!.Value.AsItems().Count));
                }
            }
        }

        Assert.True(compared >= 1);
    }

    [Theory]
    [InlineData("canvas", InspectionKind.Task)]
    [InlineData("rpc-result", InspectionKind.Result)]
    public void Messages_AreRecognised(string kind, InspectionKind expected)
    {
        foreach (var version in Golden.Versions)
        {
            foreach (var name in Golden.Cases(kind, version))
            {
                foreach (var message in Golden.Load(name, version).GetProperty("messages").EnumerateArray())
                {
                    var found = Inspect(version, message.GetProperty("envelope").GetString()!);

                    Assert.Equal((name, expected), (name, found.Kind));
                    Assert.True(found.Verdict == InspectionVerdict.Run || found.Error is not null, $"{name}: {found.Reason}");
                }
            }
        }
    }

    [Theory]
    [InlineData("live-event", InspectionKind.Event)]
    [InlineData("live-control", InspectionKind.Control)]
    [InlineData("live-reply", InspectionKind.Reply)]
    [InlineData("live-envelope", InspectionKind.Task)]
    [InlineData("live-unacked", InspectionKind.Task)]
    public void LiveMessages_AreRecognised(string kind, InspectionKind expected)
    {
        var count = 0;
        foreach (var version in Golden.Versions)
        {
            foreach (var name in Golden.Cases(kind, version))
            {
                var found = Inspect(version, Encoding.UTF8.GetString(Golden.Load(name, version).GetProperty("raw").GetBytesFromBase64()));

                Assert.Equal((name, expected, InspectionVerdict.Run), (name, found.Kind, found.Verdict));
                count++;
            }
        }

        Assert.True(count > 0);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void LiveResults_AreShown_AsPythonReadsThem(string version)
    {
        var (read, compared) = (0, 0);
        foreach (var name in Golden.Cases("live-result", version))
        {
            foreach (var record in Golden.Load(name, version).GetProperty("records").EnumerateArray())
            {
                var found = Inspector(version).Inspect(new() { Transport = InspectionTransport.Result, Raw = record.GetProperty("raw").GetBytesFromBase64() });
                read++;
                if (found.Error is null && record.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object
                    && name.Contains("pickle", StringComparison.Ordinal) && GoldenValue.TryRead(meta, out var value)
                    && value.TryGetMap(out var map) && map["status"] == WireValue.String("SUCCESS"))
                {
                    Assert.Equal((name, value), (name, found.Value!.Value));
                    compared++;
                }
            }
        }

        Assert.True(read > 100 && compared > 10, $"{read} read, {compared} compared");
    }

    private static MessageInspector Inspector(string version) => new(InspectionOptions.Default with
    {
        Release = Golden.ReleaseOf(version),
        Serializers = ContentCodecRegistry.Default.With(new PickleContentCodec()),
        Allow = ["pickle", "msgpack", "yaml"],
    });

    private static Protocol.Inspection.Inspection Inspect(string version, string envelope) =>
        Inspector(version).Inspect(new() { Transport = InspectionTransport.Redis, Raw = Encoding.UTF8.GetBytes(envelope) });
}
