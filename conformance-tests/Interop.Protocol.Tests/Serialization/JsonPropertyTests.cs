using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization;

public sealed class JsonPropertyTests
{
    private static readonly string[] Fragments =
    [
        "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\0", "0", "-", "1", ".", "e", "+", "NaN", "Infinity", "-Infinity", "true",
        "null", "\\u", "\\ud83d", "\\x", "00", "1.", "1e400", "\u00ff", "{\"__type__\": \"", "\"__value__\": \"", "datetime", "base64",
        "uuid", "decimal", "{\"__type__\": \"time\", \"__value__\": \"25:00\"}", "99999999999999999999999",
    ];

    [Fact]
    public void WireValue_ComesBackEqual_ThroughTypedJson() => Prop.ForAll(
            Generators.JsonValue.ToArbitrary(), value => WireJsonReader.ReadDocument(Write(value)) == value)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Json_ComesBackTheSame_ThroughObject() => Prop.ForAll(
            Generators.JsonValue.ToArbitrary(),
            value => Write(value) is var json && Write(ClrCodec.Default.ToWire(ClrCodec.Default.Read<object>(json))).Length > 0
                && WireJsonReader.ReadDocument(ClrCodec.Default.Write(ClrCodec.Default.Read<WireValue>(json))) == value)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void ClrValues_ComeBackEqual()
    {
        RoundTrip<long>();
        RoundTrip<ulong>();
        RoundTrip<double>();
        RoundTrip<float>();
        RoundTrip<decimal>();
        RoundTrip<byte[]>();
        RoundTrip<Guid>();
        RoundTrip<char>();
        RoundTrip<DateOnly>();
        RoundTrip<List<int?>>();
        RoundTrip<Dictionary<int, string[]>>();
        RoundTrip<(int, bool, (string, double)[])>();
        RoundTrip<DayOfWeek>();
    }

    [Fact]
    public void Reading_ThrowsDecodeExceptionsOnly_ForMutatedDocuments()
    {
        var random = new Random(20240607);
        var seeds = Generators.JsonValue.Sample(200).Select(v => Encoding.UTF8.GetString(Write(v))).ToArray();
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var json = Mutate(seeds[i % seeds.Length], random);
            refused += ReadAll(json) ? 0 : 1;
        }

        Assert.InRange(refused, 5_000, 19_000);
    }

    [Fact]
    public void Reading_ThrowsDecodeExceptionsOnly_ForRandomBytes()
    {
        var random = new Random(20240608);
        var refused = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            refused += ReadAll(bytes) ? 0 : 1;
        }

        Assert.InRange(refused, 9_000, 10_000);
    }

    [Theory]
    [InlineData("[", 200_000)]
    [InlineData("{\"a\":", 200_000)]
    [InlineData("[1,", 200_000)]
    [InlineData("9", 1_000_000)]
    [InlineData("\"\\u00e9", 200_000)]
    public void Reading_TakesMemoryInProportion_WhateverTheDocument(string part, int count)
    {
        var json = Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, part, count).ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MessageDecodeException>(() => WireJsonReader.ReadDocument(json));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, json.Length * 4L);
    }

    private static bool ReadAll(byte[] json)
    {
        var accepted = false;
        try
        {
            WireJsonReader.ReadDocument(json);
            accepted = true;
        }
        catch (MessageDecodeException)
        {
        }

        Try<object>(json);
        Try<Shape>(json);
        Try<Dictionary<string, DateTimeOffset>>(json);
        Try<List<(int, byte[])>>(json);
        return accepted;
    }

    private static void Try<T>(byte[] json)
    {
        try
        {
            ClrCodec.Default.Read<T>(json);
        }
        catch (ProtocolException)
        {
        }
    }

    private static byte[] Mutate(string json, Random random)
    {
        var text = new StringBuilder(json);
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(3))
            {
                case 0:
                    text.Insert(at, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 4), text.Length - at));
                    break;
                default:
                    text.Insert(at, (char)random.Next(256));
                    break;
            }
        }

        return random.Next(2) == 0 ? Encoding.UTF8.GetBytes(text.ToString()) : Encoding.Latin1.GetBytes(text.ToString());
    }

    private static void RoundTrip<T>() => Prop.ForAll<T>(value =>
            {
                var json = ClrCodec.Default.Write(value);
                return json.AsSpan().SequenceEqual(ClrCodec.Default.Write(ClrCodec.Default.Read<T>(json)))
                    && ClrCodec.Default.ToWire(value) == ClrCodec.Default.ToWire(ClrCodec.Default.FromWire<T>(ClrCodec.Default.ToWire(value)));
            })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static byte[] Write(WireValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(output);
        writer.Value(value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private sealed record Shape(string? Key, double A, DateTimeOffset? When, Dictionary<string, object?>? Rest);
}
