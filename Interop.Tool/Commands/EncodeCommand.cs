using System.Buffers;
using System.CommandLine;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Values;
using Interop.Tool.Inspecting;

namespace Interop.Tool.Commands;

/// <summary><c>celery-interop encode</c>: writes a task's message.</summary>
internal static class EncodeCommand
{
    /// <summary>For its help.</summary>
    public const string Examples = """
        Examples:
          echo '{"task": "tasks.add", "args": [2, 3]}' | celery-interop encode | redis-cli -x lpush celery
          celery-interop decode < old.msg | celery-interop encode --serializer json --protocol 2
          celery-interop encode --transport amqp --compression zlib task.json

        The object is what decode prints, or as little as {"task": "tasks.add"}; further keys are id, args, kwargs, embed, headers,
        properties, protocol, and options for single headers, e.g. {"eta": "2026-01-02T03:04:05+00:00"}.
        """;

    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string?>("FILE") { Description = "The object; standard input if left out", Arity = ArgumentArity.ZeroOrOne };
        var transport = new Option<string>("--transport") { Description = "What to write", DefaultValueFactory = _ => "redis" };
        transport.AcceptOnlyFromAmong("redis", "filesystem", "amqp", "body");
        var serializer = new Option<string?>("--serializer") { Description = "json, pickle, msgpack, yaml …; default as the object says, or json", HelpName = "NAME" };
        var compression = new Option<string?>("--compression") { Description = "zlib, bzip2, …; default as the object says, or none", HelpName = "NAME" };
        var protocol = new Option<int?>("--protocol") { Description = "1 or 2; default as the object says, or 2", HelpName = "NUMBER" };
        protocol.AcceptOnlyFromAmong("1", "2");
        var release = ReleaseOption.Create("The release that the message looks like");
        var command = new Command(
            "encode", "Writes the message of a task: the inverse of decode.")
         { file, transport, serializer, compression, protocol, release };
        command.SetAction(parsed =>
        {
            var options = new ComposeOptions
            {
                Release = ReleaseOption.Read(parsed, release),
                Serializer = parsed.GetValue(serializer),
                Compression = parsed.GetValue(compression),
                Protocol = parsed.GetValue(protocol),
                Serializers = ToolContent.Serializers,
                Compressions = ToolContent.Compressions,
                NewId = Guid.NewGuid,
            };
            using var opened = parsed.GetValue(file) is { } path ? File.OpenRead(path) : null;
            var document = TaggedJsonReader.Read(StreamReading.ReadAll(opened ?? console.Input));
            if (document.Kind != WireKind.Map)
            {
                throw new MessageEncodeException("The input is no JSON object. Give at least {\"task\": \"…\"}.");
            }

            var message = MessageComposer.Compose(document.AsMap(), options);
            var output = new ArrayBufferWriter<byte>();
            switch (parsed.GetRequiredValue(transport))
            {
                case "amqp":
                    TaggedJsonWriter.Write(output, message.ToAmqp());
                    break;
                case "body":
                    output.Write(message.Body.Span);
                    break;
                default:
                    message.WriteEnvelope(output);
                    break;
            }

            console.Output.Write(output.WrittenSpan);
            return ToolConsole.Ok;
        });
        return command;
    }
}
