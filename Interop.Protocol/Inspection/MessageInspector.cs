using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Tells what a message or result holds and what Python Celery does with it. Thread safe; runs nothing, and never fails on what
/// it reads.</summary>
public sealed class MessageInspector(InspectionOptions? options = null)
{
    private readonly InspectionOptions _options = options ?? InspectionOptions.Default;

    /// <summary>Guesses the transport of bytes: an envelope, a result document, or else a body.</summary>
    public static InspectionTransport Detect(ReadOnlySpan<byte> raw)
    {
        var opened = PythonEnvelope.Open(raw, InspectionTransport.Redis, CeleryRelease.V52);
        if (opened.Message is not null)
        {
            return InspectionTransport.Redis;
        }

        return opened.Content.Kind == WireKind.Map && opened.Content.AsMap() is { } map
            ? map["status"] is not null && map["result"] is not null ? InspectionTransport.Result
            : map["body"] is not null && map["task"] is null ? InspectionTransport.Redis
            : InspectionTransport.Body
            : InspectionTransport.Body;
    }

    /// <summary>Inspects one message or result.</summary>
    public Inspection Inspect(InspectionSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Transport switch
        {
            InspectionTransport.Result => InspectResult(source),
            InspectionTransport.Redis or InspectionTransport.FileSystem => InspectEnvelope(source),
            _ => InspectMessage(Message(source), null),
        };
    }

    private Inspection InspectEnvelope(InspectionSource source)
    {
        var opened = PythonEnvelope.Open(source.Raw.Span, source.Transport, _options.Release);
        if (opened.Message is { } message)
        {
            return InspectMessage(message, opened.Fault);
        }

        var fault = opened.Fault!.Value;
        var isJson = !opened.Content.IsNone;
        var name = isJson ? LookAlikes.Name(opened.Content) : LookAlikes.Name(source.Raw.Span);
        return new Inspection
        {
            Kind = InspectionKind.Unknown,
            Value = isJson ? opened.Content : default(WireValue?),
            Verdict = fault.Verdict,
            Reason = name is null ? fault.Reason : $"{name} {fault.Reason}",
            Error = fault.Reason,
        };
    }

    private Inspection InspectMessage(PythonMessage message, Judgement? fault)
    {
        var body = PythonBody.Decode(message, _options);
        var shown = body.Value is { Kind: WireKind.String } && !WireText.IsTruthy(message.ContentType) ? Guessed(message) ?? body.Value : body.Value;
        var kind = MessageKinds.Of(message, shown ?? body.Judged);
        var judgement = fault ?? (kind is InspectionKind.Task or InspectionKind.Unknown
            ? new PythonWorker(_options).Judge(message, body)
            : JudgeOther(kind, body));
        judgement = Warned(judgement, body);
        var inspection = new Inspection
        {
            Kind = kind,
            Headers = message.Headers,
            Properties = Properties(message),
            Verdict = judgement.Verdict,
            Reason = judgement.Reason,
            Error = body.Error,
        };
        if (shown is { } value && LookAlikes.Name(value) is { } name && (kind == InspectionKind.Unknown || name.Contains("DotCelery", StringComparison.Ordinal)))
        {
            inspection = inspection with { Reason = $"{name} {judgement.Reason}" };
        }

        return kind == InspectionKind.Task ? TaskParts.Add(inspection, message, shown) : inspection with { Value = shown };
    }

    private static Judgement JudgeOther(InspectionKind kind, PythonBody body)
    {
        var (what, reader) = kind switch
        {
            InspectionKind.Event => ("An event", "an event receiver"),
            InspectionKind.Control => ("A remote control request", "a worker's mailbox"),
            InspectionKind.Reply => ("A reply to a remote control request", "whoever asked"),
            _ => ("A result", "whoever waits for it"),
        };
        return body.Refusal is { } refusal
            ? Judgement.Refuse($"{refusal} {what}, dropped by {reader}.")
            : Judgement.Run($"{what}, read by {reader}. In a queue of tasks a worker would reject it as unknown.");
    }

    private Inspection InspectResult(InspectionSource source)
    {
        var type = source.ContentType ?? GuessType(source.Raw.Span);
        var body = PythonBody.Decode(
            new PythonMessage
            {
                Properties = new WireMap(),
                ContentType = type,
                ContentEncoding = source.ContentEncoding,
                Body = WireValue.Bytes(source.Raw),
            },
            _options);
        var judgement = body.Refusal is { } refusal ? Judgement.Refuse($"{refusal} Reading the result raises that.")
            : (body.Fault ?? body.Crash) is { } fault ? new Judgement(InspectionVerdict.Lose, $"{fault} Reading the result raises DecodeError.")
            : body.Unjudged is { } unjudged ? Judgement.Run(unjudged)
            : PythonResult.Judge(body.Judged ?? WireValue.None);
        judgement = Warned(judgement, body);
        return new Inspection
        {
            Kind = InspectionKind.Result,
            Value = body.Value,
            Verdict = judgement.Verdict,
            Reason = judgement.Reason,
            Error = body.Error,
        };
    }

    private static Judgement Warned(Judgement judgement, PythonBody body) => body is { Warning: { } warning, Refusal: null }
        ? judgement with { Reason = $"{warning} {(body.Judged is null ? "" : "Otherwise, with None for what it returns: ")}{judgement.Reason}" }
        : judgement;

    private static PythonMessage Message(InspectionSource source)
    {
        var properties = source.Properties?.Clone() ?? new WireMap();
        var headers = Take(properties, "application_headers") ?? Take(properties, "headers") ?? WireValue.None;
        var type = Take(properties, "content_type") ?? WireValue.String(source.ContentType);
        var encoding = Take(properties, "content_encoding") ?? WireValue.String(source.ContentEncoding);
        if (source.Headers is { } given)
        {
            headers = given;
        }

        // A body alone says nothing of its type, which is not the same as a message that has none.
        if (source.Transport == InspectionTransport.Body && type.IsNone)
        {
            type = headers.Kind == WireKind.Map && headers.AsMap()["compression"] is not null ? "application/json" : GuessType(source.Raw.Span);
        }

        return new PythonMessage
        {
            ContentType = type,
            ContentEncoding = encoding,
            Headers = WireText.IsTruthy(headers) ? headers : new WireMap(),
            Properties = properties,
            DeliveryInfo = source.DeliveryInfo is { } info ? info : new WireMap(),
            Body = WireValue.Bytes(source.Raw),
        };
    }

    private static WireValue? Take(WireMap map, string name)
    {
        var value = map[name];
        map.Remove(name);
        return value;
    }

    private WireValue? Guessed(PythonMessage message) =>
        PythonBody.Decode(message with { ContentType = "application/json" }, _options).Value;

    private static string GuessType(ReadOnlySpan<byte> body)
    {
        if (body.Length > 1 && ((body[0] == 0x80 && body[1] is >= 1 and <= 5 && body[^1] == (byte)'.') || body is [(byte)'(', (byte)'d' or (byte)'l' or (byte)'t', ..]))
        {
            return PickleContentCodec.MimeType;
        }

        // Maps, arrays and map headers of msgpack, none of which begins a JSON text.
        return body.Length > 0 && body[0] is (>= 0x80 and <= 0x9f) or (>= 0xdc and <= 0xdf) ? "application/x-msgpack" : "application/json";
    }

    private static WireMap Properties(PythonMessage message)
    {
        var properties = new WireMap(message.Properties.Count + 3)
            .With("content_type", message.ContentType)
            .With("content_encoding", message.ContentEncoding);
        foreach (var (key, value) in message.Properties)
        {
            properties.Set(key, value);
        }

        if (properties["delivery_info"] is null && WireText.IsTruthy(message.DeliveryInfo))
        {
            properties.With("delivery_info", message.DeliveryInfo);
        }

        return properties;
    }
}
