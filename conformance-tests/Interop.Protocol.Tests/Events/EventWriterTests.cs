using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Events;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Events;

public sealed class EventWriterTests
{
    private static readonly EventStamp Stamp = new("w1@vm", 0, 19265, 1, 1795224130.848897);

    [Fact]
    public void Write_IsPythonsText_ForAWorkerEvent()
    {
        var written = Write("worker-online", (ref EventWriter writer) =>
        {
            writer.Float("freq"u8, 2.0);
            writer.Integer("active"u8, 0);
            writer.Integer("processed"u8, 0);
            writer.Floats("loadavg"u8, new double[] { 1.58, 1.05, 0.52 });
            writer.Text("sw_ident"u8, "py-celery");
            writer.Text("sw_ver"u8, "5.6.3");
            writer.Text("sw_sys"u8, "Linux");
        });

        Assert.Equal(
            """{"hostname": "w1@vm", "utcoffset": 0, "pid": 19265, "clock": 1, "freq": 2.0, "active": 0, "processed": 0, "loadavg": """
            + """[1.58, 1.05, 0.52], "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "timestamp": """
            + """1795224130.848897, "type": "worker-online"}""",
            written);
    }

    [Fact]
    public void Write_LeavesOutFieldsThatEveryEventHas()
    {
        var fields = new WireMap().With("uuid", "u").With("type", "mine").With("clock", 7).With("step", 3);

        Assert.Equal(
            """{"hostname": "w1@vm", "utcoffset": 0, "pid": 19265, "clock": 1, "uuid": "u", "step": 3, "timestamp": """
            + """1795224130.848897, "type": "task-progress"}""",
            Write("task-progress", (ref EventWriter writer) => writer.Fields(fields)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(120, -2)]
    [InlineData(330, -6)]
    [InlineData(-210, 3)]
    public void UtcOffset_IsHoursWest_RoundedDown(int minutesEast, int expected)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromMinutes(minutesEast), null, null);

        Assert.Equal(expected, EventTime.UtcOffset(zone, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Localize_CountsTheTimeInTheZoneOfTheReceiver()
    {
        var told = EventCodec.Read(Body("""{"type": "task-started", "utcoffset": -2, "timestamp": 10000.5, "clock": 5}"""))[0];

        var seen = EventCodec.Localize(told, clock: null, here: 0, now: 4.5);

        Assert.Equal((10000.5 + 7200, 5L, 4.5), (seen.Timestamp, seen.Clock, seen.LocalReceived));
    }

    [Theory]
    [InlineData("""[{"type": "task-sent"}, {"type": "worker-elect-ack"}]""", new[] { "task-sent", "worker-elect-ack" })]
    [InlineData("""{"type": "custom"}""", new[] { "custom" })]
    [InlineData("[]", new string[0])]
    public void Read_TakesOneEventOrAList(string body, string[] types)
        => Assert.Equal(types, EventCodec.Read(Body(body)).Select(told => told.Type));

    [Theory]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("""{"uuid": "u"}""")]
    [InlineData("""{"type": 3}""")]
    [InlineData("""[[{"type": "nested"}]]""")]
    public void Read_Refuses_WhatIsNoEvent(string body)
        => Assert.Throws<MessageDecodeException>(() => EventCodec.Read(Body(body)));

    [Fact]
    public void Fields_AreNull_WhereTheyAreOfAnotherType()
    {
        var told = EventCodec.Read(Body("""{"type": "task-x", "hostname": 3, "pid": "4", "clock": 1.5, "timestamp": []}"""))[0];

        Assert.Equal(default((string?, long?, long?, double?)), (told.Hostname, told.Pid, told.Clock, told.Timestamp));
    }

    private static WireValue Body(string json) => WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(json));

    private static string Write(string type, Fill fill)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new EventWriter(output, Stamp, JsonDialect.Typed);
        fill(ref writer);
        writer.End(type);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private delegate void Fill(ref EventWriter writer);
}
