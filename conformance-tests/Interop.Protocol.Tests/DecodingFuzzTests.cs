using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Canvas;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;
using Interop.Testing;

namespace Interop.Protocol.Tests;

/// <summary>Whatever arrives, decoding ends with a record or with a documented exception.</summary>
public sealed class DecodingFuzzTests
{
    private static readonly string[] Envelopes = [.. Golden.Cases("task").Concat(Golden.Cases("canvas")).Select(name => GoldenMessages.Envelope(name, 0))];

    private static readonly string[] Records = [.. Golden.Cases("result").Select(name => Golden.Load(name).GetProperty("meta").GetString()!)];

    private static readonly string[] Signatures = [.. Golden.Cases("signature").Select(name => Golden.Load(name).GetProperty("json").GetString()!)];

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500);

    [Fact]
    public void Envelope_ReadsOrThrowsDecodeErrors_OnDamagedBytes() => ForAll(Envelopes, bytes =>
    {
        var message = VirtualEnvelope.Read(bytes);
        TaskMessageCodec.Read(message, message.Body);
    });

    [Fact]
    public void MarkRedelivered_WritesJsonOrThrowsDecodeErrors_OnDamagedBytes() => ForAll(Envelopes, bytes =>
    {
        var marked = VirtualEnvelope.MarkRedelivered(bytes);
        Assert.Equal(marked, VirtualEnvelope.MarkRedelivered(marked));
    });

    [Fact]
    public void TaskBody_ReadsOrThrowsDecodeErrors_OnDamagedBytes()
    {
        var headers = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(GoldenMessages.Envelope("v2-plain", 0)));
        string[] bodies = [.. Envelopes.Select(text => Encoding.UTF8.GetString(VirtualEnvelope.Read(Encoding.UTF8.GetBytes(text)).Body.Span))];
        ForAll(bodies, bytes =>
        {
            TaskMessageCodec.Read(headers, bytes);
            TaskMessageCodec.Read(headers with { Headers = MessageHeaders.Empty }, bytes);
        });
    }

    [Fact]
    public void TaskBody_ReadsOrThrowsDecodeErrors_OnAnyValue() => Prop.ForAll(
        Arb.From(WireGenerators.Value),
        body =>
        {
            var message = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(GoldenMessages.Envelope("v2-plain", 0)));
            Harmless(() => TaskMessageCodec.Read(message, body));
            Harmless(() => TaskMessageCodec.Read(message with { Headers = MessageHeaders.Empty }, body));
            Harmless(() => SignatureCodec.Read(body));
            ResultTupleCodec.TryRead(body, out _);
        }).Check(Many);

    [Fact]
    public void ResultMeta_ReadsOrThrowsDecodeErrors_OnDamagedBytes() => ForAll(Records, bytes => ResultMetaCodec.Read(bytes));

    [Fact]
    public void Signature_ReadsOrThrowsDecodeErrors_OnDamagedBytes() => ForAll(Signatures, bytes =>
    {
        var reader = new WireJsonReader(bytes);
        reader.ReadRequired();
        SignatureCodec.Read(ref reader);
    });

    [Fact]
    public void UnackedEntry_ReadsOrThrowsDecodeErrors_OnDamagedBytes() =>
        ForAll([.. Envelopes.Select(text => $"[{text}, \"ex\", \"key\"]")], bytes => UnackedEntry.Read(bytes));

    private static void ForAll(string[] originals, Action<byte[]> decode)
    {
        var cases = Arb.From(Gen.Choose(0, int.MaxValue - 1));
        Prop.ForAll(cases, seed =>
        {
            var random = new Random(seed);
            var original = originals[random.Next(originals.Length)];
            var bytes = random.Next(3) switch
            {
                0 => Mutations.Retype(original, random),
                1 => Mutations.Mutate(Mutations.Retype(original, random), random),
                _ => Mutations.Mutate(Encoding.UTF8.GetBytes(original), random),
            };
            Harmless(() => decode(bytes));
        }).Check(Many);
    }

    private static void Harmless(Action decode)
    {
        try
        {
            decode();
        }
        catch (MessageDecodeException e)
        {
            Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        }
        catch (InvalidTaskException e)
        {
            Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        }
    }
}
