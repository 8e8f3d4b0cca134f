using System.Buffers;
using System.CommandLine;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Values;
using Interop.Tool.Inspecting;

namespace Interop.Tool.Commands;

/// <summary><c>celery-interop decode</c>: shows a message and says what Python does with it.</summary>
internal static class DecodeCommand
{
    /// <summary>For its help.</summary>
    public const string Examples = """
        Examples:
          redis-cli --raw lindex celery 0 | celery-interop decode
          celery-interop decode --transport filesystem data_in/*.celery.msg
          celery-interop decode --transport body --content-type application/x-python-serialize --allow pickle < body.bin
          celery-interop decode --transport amqp --content-type application/json --headers '{"task": "t.add", "id": "1"}' < body.json
          redis-cli --raw get celery-task-meta-ID | celery-interop decode --transport result
          celery-interop decode --jsonl < messages.jsonl

        A line of --jsonl is {"transport": "redis"|"filesystem"|"result"|"body", "raw": base64}, with "content_type",
        "content_encoding" and "headers" where the transport does not carry them, or {"transport": "amqp", "properties": {},
        "headers": {}, "body": base64, "delivery_info": {}}. What JSON has no form for is tagged: {"$bytes": base64}, {"$tuple": []}.

        The forms and the verdicts are described in docs/inspector.md.
        """;

    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string?>("FILE") { Description = "What to decode; standard input if left out", Arity = ArgumentArity.ZeroOrOne };
        var transport = new Option<string?>("--transport") { Description = "Where the bytes come from; guessed if left out" };
        transport.AcceptOnlyFromAmong("redis", "amqp", "filesystem", "body", "result");
        var type = new Option<string?>("--content-type") { Description = "For amqp, body and result", HelpName = "TYPE" };
        var encoding = new Option<string?>("--content-encoding") { Description = "For amqp, body and result", HelpName = "ENCODING" };
        var headers = new Option<string?>("--headers") { Description = "Message headers, for amqp and body", HelpName = "JSON" };
        var properties = new Option<string?>("--properties") { Description = "Message properties, for amqp", HelpName = "JSON" };
        var allow = new Option<string[]>("--allow")
        {
            Description = "A serializer or content type that the worker accepts beside json; may be repeated", HelpName = "SERIALIZER",
        };
        var release = ReleaseOption.Create("Whose behaviour the verdict tells");
        var jsonl = new Option<bool>("--jsonl") { Description = "Decode a stream: one object a line in, one a line out" };
        var command = new Command(
            "decode", "Shows a message or result as JSON, and what Python does with it: run, refuse, reject, lose or die.")
         { file, transport, type, encoding, headers, properties, allow, release, jsonl };
        command.SetAction(parsed =>
        {
            var inspector = new MessageInspector(new InspectionOptions
            {
                Release = ReleaseOption.Read(parsed, release),
                Allow = parsed.GetValue(allow) ?? [],
                Serializers = ToolContent.Serializers,
                Compressions = ToolContent.Compressions,
                Now = TimeProvider.System.GetUtcNow(),
            });
            using var opened = parsed.GetValue(file) is { } path ? File.OpenRead(path) : null;
            var from = console with { Input = opened ?? console.Input };
            if (parsed.GetValue(jsonl))
            {
                LineInspection.Run(from, inspector);
                return ToolConsole.Ok;
            }

            var raw = StreamReading.ReadAll(from.Input);
            var inspection = inspector.Inspect(Source(raw, parsed.GetValue(transport)) is var source && source.Properties is not null
                ? source
                : source with
                {
                    ContentType = parsed.GetValue(type),
                    ContentEncoding = parsed.GetValue(encoding),
                    Headers = JsonOption.Read(parsed, headers, WireKind.Map)?.AsMap(),
                    Properties = JsonOption.Read(parsed, properties, WireKind.Map)?.AsMap(),
                });
            var output = new ArrayBufferWriter<byte>();
            InspectionPrinter.Print(output, inspection);
            console.Output.Write(output.WrittenSpan);
            return inspection.Error is null ? ToolConsole.Ok : ToolConsole.Failed;
        });
        return command;
    }

    private static InspectionSource Source(byte[] raw, string? name)
    {
        var transport = name is null ? MessageInspector.Detect(raw) : LineDocument.Transport(name);
        if (transport is InspectionTransport.Amqp || (name is null && transport == InspectionTransport.Redis))
        {
            try
            {
                // A whole AMQP message in one document, as encode writes it.
                var document = LineDocument.Read(raw, InspectionTransport.Amqp);
                if (document.Properties is not null && (name is not null || document.Properties["delivery_tag"] is null))
                {
                    return document;
                }
            }
            catch (MessageDecodeException)
            {
                // Then the bytes are the body alone.
            }
        }

        return new InspectionSource { Transport = transport, Raw = raw };
    }
}
