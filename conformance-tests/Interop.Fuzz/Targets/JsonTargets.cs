using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;
using Interop.Testing;

namespace Interop.Fuzz.Targets;

/// <summary>What the JSON targets share: golden texts as seeds, JSON's signs as tokens.</summary>
internal abstract class JsonTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true", "NaN", "Infinity", "-Infinity", "1e400",
            "123456789012345678901234567890", "{\"__type__\": \"datetime\", \"__value__\": \"2026-01-02T03:04:05\"}",
            "{\"__type__\": \"uuid\", \"__value__\": {\"hex\": \"00000000000040008000000000000001\"}}", "\"__type__\"", "\"__value__\"",
            "\"base64\"", "\"task\"", "\"id\"", "\"args\"", "\"body\"", "\"properties\"", "\"delivery_tag\"", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf],
    ];

    public override bool IsDocumented(Exception exception) => exception is MessageDecodeException or InvalidTaskException;

    protected static IReadOnlyList<byte[]> GoldenTexts(string kind, Func<System.Text.Json.JsonElement, string?> text) =>
        [.. Golden.Cases(kind).Select(name => text(Golden.Load(name))).OfType<string>().Select(System.Text.Encoding.UTF8.GetBytes)];
}

/// <summary>Any JSON document as kombu reads it.</summary>
internal sealed class JsonDocumentTarget : JsonTarget
{
    public override string Name => "json";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        [.. GoldenTexts("signature", e => e.GetProperty("json").GetString()), .. GoldenTexts("result", e => e.GetProperty("meta").GetString())];

    public override string Run(byte[] input) => Shapes.Of(WireJsonReader.ReadDocument(input));
}

/// <summary>kombu's envelope and the task in it.</summary>
internal sealed class EnvelopeTarget : JsonTarget
{
    public override string Name => "envelope";

    public override IReadOnlyList<byte[]> Seeds { get; } = GoldenTexts("task", e => e.GetProperty("messages")[0].GetProperty("envelope").GetString());

    public override string Run(byte[] input)
    {
        var message = VirtualEnvelope.Read(input);
        var task = TaskMessageCodec.Read(message, message.Body);
        return $"{task.Protocol} {task.Embed.Chain?.Count} {task.Embed.Callbacks?.Count} {task.Headers.Extra?.Count} {task.Headers.Retries != 0}";
    }
}

/// <summary>Result records.</summary>
internal sealed class ResultTarget : JsonTarget
{
    public override string Name => "result";

    public override IReadOnlyList<byte[]> Seeds { get; } = GoldenTexts("result", e => e.GetProperty("meta").GetString());

    public override string Run(byte[] input)
    {
        var meta = ResultMetaCodec.Read(input);
        var status = meta.Status.ToString();
        return $"{(status.All(char.IsAsciiLetterUpper) ? status.Length : 0)} {meta.Error is null} {meta.DateDone is null}";
    }
}
