using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Interop.Client.Brokers.Redis;
using Interop.Client.Resp;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;

namespace Interop.Client.Tests.Redis;

/// <summary>The script finds tag, exchange and routing key by a short cut; it must find what a real parser finds.</summary>
public sealed class RedisFetchScriptTests(RedisServerFixture fixture) : RedisTest(fixture)
{
    private static readonly string[] Traps =
    [
        "\"", "\\", "{", "}", "}}", "\\\"", ", ", "a", "é", "\u0001", "\ud83d\ude00", "", " ", "[", "]", "null",
        "\"delivery_tag\": \"trap\"}}", ", \"delivery_tag\": \"trap\"}}", "\"delivery_info\": {\"exchange\": \"trap\"",
        ", \"properties\": {\"delivery_info\": {\"exchange\": \"t\", \"routing_key\": \"t\"}, \"delivery_tag\": \"trap\"}}",
        "properties", "delivery_tag", "\", \"routing_key\": \"trap\"}",
    ];

    private static readonly Gen<string> Text = Gen.Elements(Traps).ArrayOf()
        .Select(parts => string.Concat(parts.Take(6)));

    [Fact]
    public void Fetch_FindsTheTagAndTheRoute_WhateverTheStringsHold()
    {
        var envelopes = Gen.Choose(0, 5).SelectMany(
            style => Text.ArrayOf(9),
            (style, texts) => Encoding.UTF8.GetString(Envelope(style, texts)));
        Prop.ForAll(
            envelopes.ArrayOf().Select(all => all.Take(20).ToArray()).ToArbitrary(),
            AgreesAsync)
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"headers": {"properties": {"delivery_info": {"exchange": "t", "routing_key": "t"}, "delivery_tag": "t"}}, "properties": {"delivery_info": {"exchange": "e", "routing_key": "r"}, "delivery_tag": "real"}}""")]
    [InlineData("""{"properties": {"delivery_info": {"exchange": "e", "routing_key": "r"}, "delivery_tag": "real"}, "headers": {"x": 1, "properties": 1, "delivery_info": {"exchange": "t", "routing_key": "t"}, "p": 1, "delivery_tag": "t"}}""")]
    [InlineData("""{"headers": null, "properties": {"x": {"y": 1}, "delivery_info": {"exchange": "e", "routing_key": "r"}, "delivery_tag": "real"}}""")]
    [InlineData("""{"headers": null, "properties": {"delivery_tag": "real", "delivery_info": {"exchange": "e", "routing_key": "r"}}}""")]
    [InlineData("""{"headers": null, "properties": {"delivery_info": {"routing_key": "r", "exchange": "e", "redelivered": true}, "delivery_tag": "real"}, "x": 1}""")]
    [InlineData("""{"properties": {"delivery_info": {"exchange": "e", "routing_key": "r"}, "delivery_tag": "real"}, "headers": {"x": 1, "properties": {"delivery_info": {"exchange": "t", "routing_key": "t"}, "p": 1, "delivery_tag": "t"}}}""")]
    [InlineData("""{"headers":{},"properties":{"delivery_info":{"exchange":"e","routing_key":"r"},"delivery_tag":"real"}}""")]
    [InlineData("""{"headers": {}, "properties": {"my, delivery_info": {"exchange": "t", "routing_key": "t"}, "delivery_info": {"exchange": "e", "routing_key": "r"}, "delivery_tag": "real"}}""")]
    [InlineData("""{"headers": {"n": NaN}, "properties": {"correlation_id": "}", "delivery_info": {"exchange": "e", "routing_key": "r"}, "delivery_tag": "real"}}""")]
    public async Task Fetch_IsNotMisled_ByTheShapeOfTheDocument(string envelope)
    {
        Assert.True(await AgreesAsync([envelope]));
        Assert.Equal("real", VirtualEnvelope.Read(Encoding.UTF8.GetBytes(envelope)).Properties.DeliveryTag);
    }

    private async Task<bool> AgreesAsync(string[] envelopes)
    {
        await AskAsync("DEL", "q", "unacked", "unacked_index", "quarantine");
        foreach (string envelope in envelopes)
        {
            await AskAsync("LPUSH", "q", envelope);
        }

        RespReply reply = await Eyes.EvalAsync(
            RedisScripts.Fetch, ["unacked", "unacked_index", "quarantine", "q"], [500L, 1795000000.5, "1", "1", 1L], Token);
        RespReply[] items = reply.Items[0].Items;
        Assert.Equal(envelopes.Length, items.Length / 3);
        for (int i = 0; i < envelopes.Length; i++)
        {
            Assert.Equal(envelopes[i], items[(3 * i) + 2].Text);
            MessageProperties real = VirtualEnvelope.Read(items[(3 * i) + 2].Array).Properties;
            string key = items[3 * i].Text;
            Assert.True(key == real.DeliveryTag || key.StartsWith(real.DeliveryTag + "#", StringComparison.Ordinal), $"{key} for {envelopes[i]}");
            RespReply entry = await ReplyAsync("HGET", "unacked", items[3 * i].Array);
            UnackedEntry book = UnackedEntry.Read(entry.Bytes);
            Assert.Equal(envelopes[i], Encoding.UTF8.GetString(book.Envelope.Span));
            Assert.Equal((real.Exchange, real.RoutingKey), (book.Exchange, book.RoutingKey));
            Assert.Equal(
                RedisScoreClock.At(1795000000.5, i), (await ReplyAsync("ZSCORE", "unacked_index", items[3 * i].Array)).Double);
        }

        Assert.Equal("0", await AskAsync("EXISTS", "quarantine", "q"));
        return true;
    }

    private static byte[] Envelope(int style, string[] texts)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = style == 1 }))
        {
            writer.WriteStartObject();
            writer.WriteString("body", "");
            if (style == 2)
            {
                WriteProperties(writer, style, texts);
            }

            writer.WriteStartObject("headers");
            writer.WriteString("x" + texts[0], texts[1]);
            writer.WriteStartObject("properties");
            writer.WriteString("delivery_tag", texts[2]);
            writer.WriteEndObject();
            writer.WriteEndObject();
            if (style != 2)
            {
                WriteProperties(writer, style, texts);
            }

            writer.WriteEndObject();
        }

        byte[] compact = stream.ToArray();
        return style < 3 ? compact : Spaced(compact);
    }

    private static void WriteProperties(Utf8JsonWriter writer, int style, string[] texts)
    {
        writer.WriteStartObject("properties");
        if (style != 4)
        {
            writer.WriteString("correlation_id", texts[3]);
            writer.WriteString("p" + texts[4], texts[5]);
        }

        writer.WriteStartObject("delivery_info");
        writer.WriteString("exchange", texts[6]);
        writer.WriteString("routing_key", texts[7]);
        writer.WriteEndObject();
        writer.WriteNumber("priority", 0);
        writer.WriteString("delivery_tag", "T" + texts[8]);
        writer.WriteEndObject();
    }

    /// <summary>The spaces that Python's json.dumps writes.</summary>
    private static byte[] Spaced(byte[] json)
    {
        var spaced = new List<byte>(json.Length + 32);
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            spaced.Add(json[i]);
            if (inString && json[i] == '\\')
            {
                spaced.Add(json[++i]);
            }
            else if (json[i] == '"')
            {
                inString = !inString;
            }
            else if (!inString && (json[i] is (byte)':' or (byte)','))
            {
                spaced.Add((byte)' ');
            }
        }

        return [.. spaced];
    }
}
