using System.Text;
using System.Text.Json;
using Interop.Client.Serialization;
using Interop.Client.Serialization.Compression;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Testing;

namespace Interop.Client.Tests.Serialization;

/// <summary>Whole messages of every Celery in every serializer and compression.</summary>
public sealed class EncodedTaskGoldenTests
{
    public static TheoryData<string> Versions => [.. Golden.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Read_GivesWhatPythonReads(string version) => CheckAll(version, (_, codec, golden, message) =>
    {
        var value = codec.Decode(Body(message).Span);
        var expected = GoldenValue.Read(golden.GetProperty("reads"));
        return GoldenValue.AreAlike(value, expected) ? null : $"read {value}, Python {expected}.";
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public void Write_GivesAnEqualBody_WhenPythonsTaskWasRead(string version) => CheckAll(version, (name, codec, _, message) =>
    {
        var body = Body(message);
        var task = TaskMessageCodec.Read(message, codec.Decode(body.Span));
        var written = TaskMessageCodec.Write(task, Golden.ReleaseOf(version), codec);
        var (ours, python) = (codec.Decode(written.Body.Span), codec.Decode(body.Span));
        return GoldenValue.AreAlike(ours, python) ? null : $"{name}: wrote {ours}, Python {python}.";
    });

    [Theory]
    [MemberData(nameof(Versions))]
    public void Compress_IsUndoneByEveryReader(string version) => CheckAll(version, (_, _, _, message) =>
    {
        if (message.Headers.Compression is not { } compression)
        {
            return null;
        }

        var body = Body(message);
        var again = AppCompression.All.Get(compression).Compress(body.Span);
        return AppCompression.All.Decompress(compression, again).AsSpan().SequenceEqual(body.Span) ? null : "lost what it compressed.";
    });

    private static void CheckAll(string version, Func<string, ContentCodec, JsonElement, WireMessage, string?> check)
    {
        var mismatches = new GoldenMismatches();
        foreach (var name in Golden.Cases("encoded", version))
        {
            var golden = Golden.Load(name, version);
            if (StandardContent.Serializers.Find(golden.GetProperty("serializer").GetString()!) is { } codec)
            {
                var envelope = golden.GetProperty("messages")[0].GetProperty("envelope").GetString()!;
                mismatches.Check(name, golden, _ => check(name, codec, golden, VirtualEnvelope.Read(Encoding.UTF8.GetBytes(envelope))));
            }
        }

        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
        Assert.InRange(mismatches.Checked, 10, int.MaxValue);
    }

    private static ReadOnlyMemory<byte> Body(WireMessage message) => message.Headers.Compression is { } compression
        ? AppCompression.All.Decompress(compression, message.Body)
        : message.Body;
}
