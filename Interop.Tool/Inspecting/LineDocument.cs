using System.Buffers;
using System.Buffers.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Tool.Inspecting;

/// <summary>A message as a JSON object: a line of <c>--jsonl</c>, or an AMQP message in one document.</summary>
internal static class LineDocument
{
    /// <summary>Reads the object; base64 goes into bytes without a string between.</summary>
    /// <exception cref="MessageDecodeException">Not such an object; the message names the key.</exception>
    public static InspectionSource Read(ReadOnlySpan<byte> json, InspectionTransport? given = null)
    {
        var reader = new WireJsonReader(json);
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw new MessageDecodeException("A line is a JSON object with 'transport' and 'raw', or 'body' for amqp.");
        }

        byte[]? raw = null;
        var rest = new WireMap(6);
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            var name = reader.GetString()!;
            reader.ReadRequired();
            if (name is "raw" or "body" && reader.TokenType == WireJsonToken.String)
            {
                raw = FromBase64(reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, name);
            }
            else
            {
                rest.With(name, Value(reader.SkipAndSlice(), name));
            }
        }

        reader.ReadToEnd();
        var transport = given ?? Transport(rest["transport"] ?? throw new MessageDecodeException("The line has no 'transport'."));
        return new InspectionSource
        {
            Transport = transport,
            Raw = raw ?? throw new MessageDecodeException($"The line has no '{(transport == InspectionTransport.Amqp ? "body" : "raw")}' in base64."),
            ContentType = Text(rest, "content_type"),
            ContentEncoding = Text(rest, "content_encoding"),
            Headers = Map(rest, "headers"),
            Properties = Map(rest, "properties"),
            DeliveryInfo = Map(rest, "delivery_info"),
        };
    }

    /// <summary>The transport of a name.</summary>
    /// <exception cref="MessageDecodeException">It is unknown.</exception>
    public static InspectionTransport Transport(WireValue name) => name.AsStringOrNull() switch
    {
        "redis" => InspectionTransport.Redis,
        "filesystem" => InspectionTransport.FileSystem,
        "amqp" => InspectionTransport.Amqp,
        "body" => InspectionTransport.Body,
        "result" => InspectionTransport.Result,
        _ => throw new MessageDecodeException($"The transport is {name}; expected redis, filesystem, amqp, body or result."),
    };

    // Headers may be written in the tagged form; what only looks like it is taken as it is.
    private static WireValue Value(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return TaggedJsonReader.Read(json);
        }
        catch (MessageDecodeException e)
        {
            throw new MessageDecodeException($"'{name}' cannot be read. {e.Message}", e.Offset, e);
        }
    }

    private static byte[] FromBase64(ReadOnlySpan<byte> text, string name)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        var status = Base64.DecodeFromUtf8(text, bytes, out _, out var written);
        return status == OperationStatus.Done ? bytes[..written] : throw new MessageDecodeException($"'{name}' is not base64.");
    }

    private static string? Text(WireMap map, string name) => map[name] is not { IsNone: false } value ? null
        : value.AsStringOrNull() ?? throw new MessageDecodeException($"'{name}' is {value}, expected a text.");

    private static WireMap? Map(WireMap map, string name) => map[name] is not { IsNone: false } value ? null
        : value.Kind == WireKind.Map ? value.AsMap() : throw new MessageDecodeException($"'{name}' is no object.");
}
