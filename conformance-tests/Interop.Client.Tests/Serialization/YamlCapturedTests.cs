using System.Text;
using System.Text.Json;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization;

/// <summary>What kombu with PyYAML made of the samples of <c>python-fixtures/formats</c>.</summary>
public sealed class YamlCapturedTests
{
    private static readonly YamlContentCodec Codec = new();

    public static TheoryData<string> Versions => [.. FormatSamples.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Decode_GivesPythonsValue_OrRefusesWhatPythonRefuses(string version)
    {
        var samples = FormatSamples.Of(version, "yaml-load");
        var differences = samples.Select(sample => (Known: IsKnown(version, sample), Text: Difference(sample))).Where(found => found.Text is not null).ToList();
        var unknown = differences.Where(found => !found.Known).Select(found => found.Text).ToList();
        Assert.True(unknown.Count == 0, $"{unknown.Count} of {samples.Count}:\n{string.Join('\n', unknown)}");
        Assert.Equal(samples.Count(sample => IsKnown(version, sample)), differences.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Encode_GivesPythonsText_OrRefusesWhatPythonCannotRead(string version)
    {
        var samples = FormatSamples.Of(version, "yaml-dump");
        Assert.Multiple([.. samples.Select(sample => (Action)(() =>
        {
            var value = FormatValues.Read(sample.GetProperty("given"));
            if (!sample.TryGetProperty("body", out var body) || !YamlValues.ComesBack(value))
            {
                Assert.EndsWith(".", Assert.Throws<MessageEncodeException>(() => Codec.Encode(value)).Message, StringComparison.Ordinal);
                return;
            }

            var python = Convert.FromHexString(body.GetString()!);
            var ours = Codec.Encode(value).Body;
            Assert.Equal(YamlValues.Listed(value), Codec.Decode(ours.Span));
            Assert.Equal(YamlValues.Listed(value), Codec.Decode(python));
            if (!YamlValues.IsFolded(value))
            {
                Assert.Equal(Encoding.UTF8.GetString(python), Encoding.UTF8.GetString(ours.Span));
            }
        }))]);
        Assert.InRange(samples.Count, 180, int.MaxValue);
    }

    // Where the four disagree we follow the newest: PyYAML 5.3 reads "._1" as a float, Python 3.9 reads integers of any length,
    // Python up to 3.12 leaves out what follows the padding of base64.
    private static bool IsKnown(string version, JsonElement sample)
    {
        var text = Encoding.UTF8.GetString(Convert.FromHexString(sample.GetProperty("body").GetString()!));
        var isOld = version == "5.0.0" && (text.Contains("._1", StringComparison.Ordinal) || text.Contains("._5", StringComparison.Ordinal)
            || text.Length == 4301);
        return isOld || version is "5.0.0" or "5.2.6" && text == "!!binary \"aGVsbG8=aGVsbG8=\"";
    }

    private static string? Difference(JsonElement sample)
    {
        var body = Convert.FromHexString(sample.GetProperty("body").GetString()!);
        var python = sample.TryGetProperty("error", out var error)
            ? $"ERROR {error.GetString()}"
            : FormatValues.Read(sample.GetProperty("value")).ToString();
        try
        {
            var ours = Codec.Decode(body);
            var same = error.ValueKind == JsonValueKind.Undefined && ours == FormatValues.Read(sample.GetProperty("value"));
            return same ? null : $"{JsonSerializer.Serialize(Encoding.UTF8.GetString(body))}\n    python {python}\n    ours   {ours}";
        }
        catch (MessageDecodeException e)
        {
            return error.ValueKind != JsonValueKind.Undefined
                ? null
                : $"{JsonSerializer.Serialize(Encoding.UTF8.GetString(body))}\n    python {python}\n    ours   ERROR {e.Message}";
        }
    }
}
