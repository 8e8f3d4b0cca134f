using System.Collections.Frozen;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>The body of a message as <c>kombu.serialization.loads</c> finds it, or what it raises; and the body as we can show it.</summary>
internal sealed record PythonBody
{
    private static readonly FrozenSet<string> Trusted = FrozenSet.Create(StringComparer.Ordinal, "application/data", "application/text");

    /// <summary>The value; null when there is none to show.</summary>
    public WireValue? Value { get; private init; }

    /// <summary>Why there is none to show.</summary>
    public string? Error { get; private init; }

    /// <summary>Set when the content type is refused.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Set when Python raises <c>DecodeError</c>.</summary>
    public string? Fault { get; private init; }

    /// <summary>Set when Python raises what no handler of the worker expects.</summary>
    public string? Crash { get; private init; }

    /// <summary>Set when Python does what we do not: it has a codec that is not here, or what a pickle names decides.</summary>
    public string? Unjudged { get; private init; }

    /// <summary>Set when Python runs what a pickle names.</summary>
    public string? Warning { get; private init; }

    /// <summary>The value that Python goes on with, as far as it can be told without running anything. What a pickle's calls give counts
    /// as None.</summary>
    public WireValue? Judged
    {
        get => field ?? Value;
        private init;
    }

    public static PythonBody Decode(PythonMessage message, InspectionOptions options)
    {
        var compression = message.HeaderMap["compression"] ?? WireValue.None;
        if (message.Damage is { } damage)
        {
            return new PythonBody { Fault = damage, Error = damage };
        }

        var body = message.Body;
        if (WireText.IsTruthy(compression))
        {
            try
            {
                body = WireValue.Bytes(Decompress(compression, body, options));
            }
            catch (MessageDecodeException e)
            {
                return new PythonBody { Fault = e.Message, Error = e.Message };
            }
        }

        return Load(body, message.ContentType, message.ContentEncoding, options);
    }

    private static byte[] Decompress(WireValue compression, WireValue body, InspectionOptions options)
    {
        var name = compression.AsStringOrNull()
            ?? throw new MessageDecodeException($"The compression is {PythonValues.Show(compression)}, not a text.");
        if (body.Kind != WireKind.Bytes || body.AsBytes().IsEmpty)
        {
            throw new MessageDecodeException($"The header 'compression' is '{name}', but the body is empty or no bytes.");
        }

        return options.Compressions.Decompress(name, body.AsBytes());
    }

    private static PythonBody Load(WireValue body, WireValue contentType, WireValue contentEncoding, InspectionOptions options)
    {
        var isGiven = WireText.IsTruthy(contentType);
        if (isGiven && !PythonValues.IsHashable(contentType))
        {
            return new PythonBody { Crash = "The content type is no text.", Error = "The content type is no text." };
        }

        var type = !isGiven ? "application/data" : contentType.AsStringOrNull() ?? PythonValues.Show(contentType);
        var isAccepted = Trusted.Contains(type) || type == "application/json" || options.Allow.Any(name => IsNamed(name, type, options));
        if (isAccepted && WireText.IsTruthy(contentEncoding) && contentEncoding.Kind != WireKind.String)
        {
            return new PythonBody { Crash = "The content encoding is no text.", Error = "The content encoding is no text." };
        }

        var refusal = isAccepted ? null : $"The content type {Describe(type, options)} is not accepted (ContentDisallowed).";
        if (body.Kind != WireKind.Bytes)
        {
            return WireText.IsTruthy(body)
                ? new PythonBody { Fault = "The body is no text.", Error = "The body is no text.", Refusal = refusal, Value = null }
                : new PythonBody { Value = body, Refusal = refusal };
        }

        if (body.AsBytes().IsEmpty)
        {
            return new PythonBody { Value = body, Refusal = refusal };
        }

        if (refusal is not null && type == PickleContentCodec.MimeType)
        {
            return new PythonBody { Refusal = refusal, Error = "A pickle is decoded only where pickle is allowed." };
        }

        return Read(body.AsBytes(), type, contentEncoding.AsStringOrNull(), refusal, options);
    }

    private static PythonBody Read(
        ReadOnlyMemory<byte> body, string type, string? encoding, string? refusal, InspectionOptions options)
    {
        if (options.Serializers.Find(type) is null && KombuTypes.IsStock(type))
        {
            return new PythonBody
            {
                Error = $"No serializer for {type} is registered here.", Refusal = refusal, Unjudged = "Python has a serializer for it.",
            };
        }

        try
        {
            var value = type == "application/json"
                ? WireJsonReader.ReadDocument(body.Span, keepsMarkers: options.Release < CeleryRelease.V53)
                : options.Serializers.Decode(body.Span, type, encoding, FrozenSet.Create(StringComparer.Ordinal, type));
            return new PythonBody { Value = value, Refusal = refusal };
        }
        catch (PickleException e) when (e.Refused is not null)
        {
            var codec = options.Serializers.Find(type) as PickleContentCodec;
            var calls = PickleCalls.Read(body.Span, codec?.Options ?? PickleOptions.Default);
            return new PythonBody
            {
                Error = e.Message,
                Refusal = refusal,
                Warning = calls.Warning,
                Judged = calls.Value,
                Fault = calls.Fault,
                Unjudged = calls.Value is null ? "What becomes of the message is up to what runs." : null,
            };
        }
        catch (MessageDecodeException e)
        {
            return new PythonBody { Error = e.Message, Fault = e.Message, Refusal = refusal };
        }
    }

    private static bool IsNamed(string name, string type, InspectionOptions options) =>
        name.Contains('/', StringComparison.Ordinal) ? name == type : KombuTypes.ContentTypeOf(name) == type || options.Serializers.Find(name)?.ContentType == type;

    private static string Describe(string type, InspectionOptions options)
    {
        var shown = type.Length > 100 ? string.Concat(type.AsSpan(0, 100), "…") : type;
        return options.Serializers.Find(type) is { } codec ? $"{codec.Name} ({shown})" : shown;
    }
}
