using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization;

/// <summary>Random values and texts through our codecs and through those of the installed kombu.</summary>
public sealed class FormatDifferentialTests
{
    private const int Samples = 500;

    public static TheoryData<string> Serializers => ["msgpack", "yaml"];

    [Theory]
    [MemberData(nameof(Serializers))]
    public async Task Values_AreTheSame_WhoeverWrites(string serializer)
    {
        await using var python = new PythonCodec();
        var codec = StandardContent.Serializers.Get(serializer);
        WireValue[] values = [.. (serializer == "yaml" ? FormatGenerators.Yaml : FormatGenerators.Msgpack).Sample(Samples)];
        byte[][] ours = [.. values.Select(value => codec.Encode(value).Body.ToArray())];
        var read = await python.LoadAsync(serializer, ours);
        var written = await python.DumpAsync(serializer, values);

        Assert.Multiple([.. values.Select((value, i) => (Action)(() =>
        {
            var expected = YamlValues.Listed(value);
            Assert.Equal(expected, codec.Decode(ours[i]));
            Assert.True(read[i].Error is null, $"{read[i].Error} for {Encoding.UTF8.GetString(ours[i])}");
            Assert.Equal(expected, FormatValues.Read(read[i].Value!.Value));
            Assert.True(written[i].Error is null, $"{written[i].Error} for {value}");
            Assert.Equal(expected, codec.Decode(written[i].Body));
            if (serializer == "msgpack")
            {
                Assert.Equal(written[i].Body, ours[i]);
            }
        }))]);
    }

    [Fact]
    public async Task YamlTexts_AreReadOrRefused_AsPythonDoes()
    {
        await using var python = new PythonCodec();
        byte[][] bodies = [.. FormatGenerators.YamlText.Sample(6 * Samples).Where(text => text.Length > 0).Select(Encoding.UTF8.GetBytes)];
        var read = await python.LoadAsync("yaml", bodies);
        var differences = bodies.Select((body, i) => Difference(body, read[i].Value, read[i].Error)).OfType<string>().ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} of {bodies.Length}:\n{string.Join('\n', differences)}");
        Assert.InRange(read.Count(answer => answer.Error is null), bodies.Length / 10, bodies.Length);
    }

    private static string? Difference(byte[] body, JsonElement? value, string? error)
    {
        var text = JsonSerializer.Serialize(Encoding.UTF8.GetString(body));
        try
        {
            var ours = new YamlContentCodec().Decode(body);
            return value is { } expected && FormatValues.Read(expected) == ours ? null : $"{text}\n  Python: {error ?? value.ToString()}\n  ours: {ours}";
        }
        catch (MessageDecodeException e)
        {
            return error is not null ? null : $"{text}\n  Python: {value}\n  ours: {e.Message}";
        }
    }
}
