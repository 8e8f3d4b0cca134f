using System.Buffers;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Worker.State;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Tasks and their ends as frames. Both ends are the same program, so there is nothing to be lenient about.</summary>
internal static class JobFrames
{
    /// <summary>Raised with every change of the frames: parent and child may be of two builds while a program is replaced.</summary>
    public const int Version = 3;

    public static void WriteRun(FrameWriter writer, long job, string queue, WireMessage message)
    {
        writer.Begin(FrameKind.Run, job);
        writer.Text(queue);
        WriteProperties(writer, message.Properties);
        WriteHeaders(writer, message.Headers);
        writer.Bytes(message.Body.Span);
    }

    public static WireMessage ReadRun(ref FrameReader reader, out string queue)
    {
        queue = reader.Text()!;
        return new WireMessage
        {
            Properties = ReadProperties(ref reader),
            Headers = ReadHeaders(ref reader),
            Body = reader.Bytes().ToArray(),
        };
    }

    public static void WriteFinished(FrameWriter writer, long job, JobEnd end)
    {
        writer.Begin(FrameKind.Finished, job);
        writer.Flag(end.IsRecorded);
        writer.Byte((byte)end.Ending);
        writer.Byte((byte)end.Revocation);
        writer.Long(end.Runtime.Ticks);
        writer.Long(end.Memory);
        writer.Flag(end.Requeue);
        writer.Text(end.Reason);
        writer.Text(end.RetryCause);
        writer.Bytes(end.Result.Span);
        writer.Flag(end.Error is not null);
        if (end.Error is { } error)
        {
            writer.Text(error.Type);
            writer.Text(error.Module);
            WriteValue(writer, WireValue.List(error.Args));
            writer.Text(error.Traceback);
        }
    }

    public static JobEnd ReadFinished(ref FrameReader reader) => new()
    {
        IsRecorded = reader.Flag(),
        Ending = (TaskEnding)reader.Byte(),
        Revocation = (Revocation)reader.Byte(),
        Runtime = TimeSpan.FromTicks(reader.Long()),
        Memory = reader.Long(),
        Requeue = reader.Flag(),
        Reason = reader.Text(),
        RetryCause = reader.Text(),
        Result = reader.Bytes().ToArray(),
        Error = reader.Flag()
            ? new RemoteError
            {
                Type = reader.Text()!,
                Module = reader.Text(),
                Args = ReadValue(ref reader).AsItems(),
                Traceback = reader.Text(),
            }
            : null,
    };

    private static void WriteProperties(FrameWriter writer, MessageProperties properties)
    {
        writer.Text(properties.ContentType);
        writer.Text(properties.ContentEncoding);
        writer.Text(properties.CorrelationId);
        writer.Text(properties.ReplyTo);
        writer.Number(properties.DeliveryMode);
        writer.Number(properties.Priority);
        writer.Text(properties.Expiration);
        writer.Text(properties.Exchange);
        writer.Text(properties.RoutingKey);
        writer.Flag(properties.Redelivered);
        writer.Text(properties.DeliveryTag);
        writer.Text(properties.BodyEncoding);
        writer.Text(properties.MessageId);
        writer.Text(properties.AppId);
        writer.Text(properties.Type);
        WriteMap(writer, properties.Extra);
    }

    private static MessageProperties ReadProperties(ref FrameReader reader) => new()
    {
        ContentType = reader.Text(),
        ContentEncoding = reader.Text(),
        CorrelationId = reader.Text(),
        ReplyTo = reader.Text(),
        DeliveryMode = reader.MaybeInt(),
        Priority = reader.MaybeInt(),
        Expiration = reader.Text(),
        Exchange = reader.Text()!,
        RoutingKey = reader.Text()!,
        Redelivered = reader.Flag(),
        DeliveryTag = reader.Text(),
        BodyEncoding = reader.Text(),
        MessageId = reader.Text(),
        AppId = reader.Text(),
        Type = reader.Text(),
        Extra = ReadMap(ref reader),
    };

    private static void WriteHeaders(FrameWriter writer, MessageHeaders headers)
    {
        writer.Text(headers.Lang);
        writer.Text(headers.Task);
        writer.Text(headers.Id);
        writer.Text(headers.Shadow);
        writer.Text(headers.Eta?.ToString());
        writer.Text(headers.Expires?.ToString());
        writer.Text(headers.Group);
        writer.Number(headers.GroupIndex);
        writer.Int(headers.Retries);
        writer.Number(headers.TimeLimit.Hard);
        writer.Number(headers.TimeLimit.Soft);
        writer.Text(headers.RootId);
        writer.Text(headers.ParentId);
        writer.Text(headers.ArgsRepr);
        writer.Text(headers.KwargsRepr);
        writer.Text(headers.Origin);
        writer.Flag(headers.IgnoreResult);
        writer.Number(headers.ReplacedTaskNesting);
        writer.Int(headers.StampedHeaders?.Count ?? -1);
        foreach (var name in headers.StampedHeaders ?? [])
        {
            writer.Text(name);
        }

        WriteMap(writer, headers.Stamps);
        writer.Text(headers.Compression);
        WriteMap(writer, headers.Extra);
    }

    private static MessageHeaders ReadHeaders(ref FrameReader reader) => new()
    {
        Lang = reader.Text(),
        Task = reader.Text(),
        Id = reader.Text(),
        Shadow = reader.Text(),
        Eta = Time(reader.Text()),
        Expires = Time(reader.Text()),
        Group = reader.Text(),
        GroupIndex = reader.MaybeLong(),
        Retries = reader.Int(),
        TimeLimit = new TimeLimit(reader.MaybeDouble(), reader.MaybeDouble()),
        RootId = reader.Text(),
        ParentId = reader.Text(),
        ArgsRepr = reader.Text(),
        KwargsRepr = reader.Text(),
        Origin = reader.Text(),
        IgnoreResult = reader.MaybeFlag(),
        ReplacedTaskNesting = reader.MaybeInt(),
        StampedHeaders = Texts(ref reader),
        Stamps = ReadMap(ref reader),
        Compression = reader.Text(),
        Extra = ReadMap(ref reader),
    };

    private static IsoTimestamp? Time(string? text) => text is not null && IsoTimestamp.TryParse(text, out var time) ? time : null;

    private static string[]? Texts(ref FrameReader reader)
    {
        var count = reader.Int();
        if (count < 0)
        {
            return null;
        }

        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = reader.Text()!;
        }

        return texts;
    }

    private static void WriteMap(FrameWriter writer, WireMap? map)
    {
        writer.Flag(map is not null);
        if (map is not null)
        {
            WriteValue(writer, WireValue.Map(map));
        }
    }

    private static WireMap? ReadMap(ref FrameReader reader) => reader.Flag() ? ReadValue(ref reader).AsMap() : null;

    // Rare values only: headers of one's own, stamps, arguments of exceptions.
    private static void WriteValue(FrameWriter writer, WireValue value)
    {
        var json = new ArrayBufferWriter<byte>();
        var output = new WireJsonWriter(json, JsonDialect.Typed);
        output.Value(value);
        output.Flush();
        writer.Bytes(json.WrittenSpan);
    }

    private static WireValue ReadValue(ref FrameReader reader) => WireJsonReader.ReadDocument(reader.Bytes());
}
