using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Protocol.Tests.Messages;

public sealed class TaskMessageGoldenTests
{
    public static TheoryData<string, int> Tasks => GoldenMessages.JsonTasks;

    // The callback of these was made by hand, without the key chord_size that we add for 5.0.
    public static TheoryData<string, int> Writable =>
        [.. Tasks.Where(row => !row.Data.Item1.StartsWith("5.0.", StringComparison.Ordinal)
            || !row.Data.Item1.EndsWith("-inside-retry-group", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_GivesPythonsBodyAndEnvelope_WhenPythonsTaskWasRead(string name, int index)
    {
        var envelope = GoldenMessages.Envelope(name, index);
        var task = Read(envelope);
        var output = new ArrayBufferWriter<byte>();

        var written = TaskMessageCodec.Write(task, Golden.Release(name));
        VirtualEnvelope.Write(output, written, Golden.Release(name));

        Assert.Equal(
            Golden.InOneOrder(Encoding.UTF8.GetString(Golden.Body(name, index))),
            Golden.InOneOrder(Encoding.UTF8.GetString(written.Body.Span)));
        Assert.Equal(WithoutBody(envelope), WithoutBody(Encoding.UTF8.GetString(output.WrittenSpan)));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Read_FindsTheProtocol_ThatWasUsed(string name, int index)
    {
        var protocol = Golden.Load(name).GetProperty("protocol").GetInt32();

        Assert.Equal((TaskProtocol)protocol, Read(GoldenMessages.Envelope(name, index)).Protocol);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Read_GivesTheSameHeaders_FromAnAmqpTable(string name, int index)
    {
        var golden = GoldenMessages.Message(name, index);
        var table = golden.GetProperty("amqp").GetProperty("properties").GetProperty("application_headers").GetProperty("dict");

        var fromTable = MessageHeadersCodec.Read(Map(table));
        var fromEnvelope = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(golden.GetProperty("envelope").GetString()!)).Headers;

        Assert.Equal(
            MessageHeadersCodec.ToMap(fromEnvelope, Golden.Release(name)).ToList(),
            MessageHeadersCodec.ToMap(fromTable, Golden.Release(name)).ToList());
        Assert.Equal(Map(table).ToList(), MessageHeadersCodec.ToMap(fromTable, Golden.Release(name)).ToList());
    }

    [Fact]
    public void Read_GivesEveryField_OfAFullMessage()
    {
        var task = Read(GoldenMessages.Envelope("v2-countdown-expires", 0));

        Assert.Equal("tasks.add", task.TaskName);
        Assert.Equal("00000000-0000-4000-8000-000000000001", task.Id);
        Assert.Equal(task.Id, task.Headers.RootId);
        Assert.Equal(task.Id, task.Properties.CorrelationId);
        Assert.Equal("gen4242@fixture", task.Headers.Origin);
        Assert.NotNull(task.Headers.Eta);
        Assert.NotNull(task.Headers.Expires);
        Assert.NotNull(task.Properties.Expiration);
        Assert.Equal(2, task.Properties.DeliveryMode);
        Assert.Equal(0, task.Properties.Priority);
        Assert.False(task.Headers.IgnoreResult);
        Assert.Same(TaskEmbed.Empty, task.Embed);
        Assert.Null(task.Headers.Malformed);
        Assert.Null(task.Headers.Extra);
    }

    private static string WithoutBody(string envelope) => envelope[envelope.IndexOf(", \"content-encoding\"", StringComparison.Ordinal)..];

    private static TaskMessage Read(string envelope)
    {
        var message = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(envelope));
        return TaskMessageCodec.Read(message, message.Body);
    }

    private static WireMap Map(JsonElement pairs)
    {
        var map = new WireMap();
        foreach (var pair in pairs.EnumerateArray())
        {
            map.Set(Value(pair[0]), Value(pair[1]));
        }

        return map;
    }

    private static WireValue Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => WireValue.None,
        JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(element.GetRawText())),
        JsonValueKind.Array => WireValue.List([.. element.EnumerateArray().Select(Value)]),
        _ when element.TryGetProperty("float", out var number) => double.Parse(number.GetString()!, CultureInfo.InvariantCulture),
        _ => Map(element.GetProperty("dict")),
    };
}
