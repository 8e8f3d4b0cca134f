using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Testing;

namespace Interop.Client.Tests.Producing;

/// <summary>Compares what was published with what Python published: envelope and body whole, but for the order in which ids were drawn.</summary>
internal static partial class GoldenSends
{
    public static void AssertEqual(string name, RecordingTransport broker)
    {
        var golden = Golden.Load(name);
        var expected = golden.GetProperty("messages").EnumerateArray().Select((message, i) => Describe(message, Golden.Body(name, i)));
        var actual = broker.Messages.Select(message => Describe(message, Golden.Release(name)));

        Assert.Equal(
            Golden.InOneOrder(Numbered(string.Join("\n\n", expected))), Golden.InOneOrder(Numbered(string.Join("\n\n", actual))));
    }

    /// <summary>Ids named by the order of their appearance.</summary>
    public static string Numbered(string text)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return Ids().Replace(text, id =>
        {
            names.TryAdd(id.Value, string.Create(CultureInfo.InvariantCulture, $"<id {names.Count}>"));
            return names[id.Value];
        });
    }

    [GeneratedRegex("0{8}-0{4}-4000-8000-[0-9]{12}")]
    private static partial Regex Ids();

    private static string Describe(JsonElement message, byte[] body) => Describe(
        message.GetProperty("exchange").GetString()!, message.GetProperty("routing_key").GetString()!,
        message.GetProperty("envelope").GetString()!, body);

    private static string Describe(WireMessage message, CeleryRelease release)
    {
        var output = new ArrayBufferWriter<byte>();
        var tagged = message with { Properties = message.Properties with { DeliveryTag = "tag" } };
        VirtualEnvelope.Write(output, tagged, release);
        return Describe(
            message.Properties.Exchange, message.Properties.RoutingKey, Encoding.UTF8.GetString(output.WrittenSpan), message.Body.ToArray());
    }

    private static string Describe(string exchange, string routingKey, string envelope, byte[] body)
    {
        var parsed = JsonNode.Parse(envelope)!;
        parsed["body"] = "";
        parsed["properties"]!["delivery_tag"] = "";
        if (parsed["headers"]!["origin"]?.GetValue<string>() is { } origin && OwnOrigin().IsMatch(origin))
        {
            parsed["headers"]!["origin"] = "gen4242@fixture";
        }

        return $"{exchange} {routingKey}\n{WithoutNoise(parsed.ToJsonString())}\n{WithoutNoise(Encoding.UTF8.GetString(body))}";
    }

    // Celery 5.0 says of a signature that its chord has no size, and wraps the keywords of a chord once more at each copy.
    private static string WithoutNoise(string text) => NestedKwargs().Replace(
        text.Replace(", \"chord_size\": null", "", StringComparison.Ordinal)
            .Replace("\"chord_size\": null, ", "", StringComparison.Ordinal)
            .Replace(", \\u0027chord_size\\u0027: None", "", StringComparison.Ordinal),
        "\"kwargs\": {\"kwargs\": {}, \"header\"");

    [GeneratedRegex("\"kwargs\": (\\{\"kwargs\": )+\\{\\}\\}*, \"header\"")]
    private static partial Regex NestedKwargs();

    [GeneratedRegex("^gen[0-9]+@.+$")]
    private static partial Regex OwnOrigin();
}
