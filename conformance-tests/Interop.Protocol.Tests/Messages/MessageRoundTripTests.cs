using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Canvas;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Messages;

/// <summary>What was written comes back, and writing it again gives the same bytes.</summary>
public sealed class MessageRoundTripTests
{
    private static readonly Config Some = Config.QuickThrowOnFailure.WithMaxTest(200);
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void Envelope_ComesBack_AsItWent() => Prop.ForAll(Arb.From(WireGenerators.Message), message =>
    {
        var json = Bytes(output => VirtualEnvelope.Write(output, message, CeleryRelease.V56));

        var read = VirtualEnvelope.Read(json);

        Assert.Equal(message.Properties with { Extra = null }, read.Properties with { Extra = null });
        Assert.Equal(message.Properties.Extra, read.Properties.Extra);
        Assert.Equal(Table(message.Headers), Table(read.Headers));
        Assert.Null(read.Headers.Malformed);
        Assert.Equal(message.Body.ToArray(), read.Body.ToArray());
        Assert.Equal(json, Bytes(output => VirtualEnvelope.Write(output, read, CeleryRelease.V56)));
    }).Check(Many);

    [Fact]
    public void Headers_ComeBack_ThroughATable() => Prop.ForAll(Arb.From(WireGenerators.Headers), headers =>
    {
        var read = MessageHeadersCodec.Read(MessageHeadersCodec.ToMap(headers, CeleryRelease.V56));

        Assert.Equal(
            headers with { Extra = null, Stamps = null, StampedHeaders = null },
            read with { Extra = null, Stamps = null, StampedHeaders = null });
        Assert.Equal(headers.Extra, read.Extra);
        Assert.Equal(headers.Stamps, read.Stamps);
        Assert.Equal(headers.StampedHeaders, read.StampedHeaders);
    }).Check(Many);

    [Fact]
    public void Headers_AreTheSame_AsObjectAndAsTable() => Prop.ForAll(Arb.From(WireGenerators.Headers), headers =>
    {
        foreach (var release in Enum.GetValues<CeleryRelease>())
        {
            var direct = Json((ref writer) => MessageHeadersCodec.Write(ref writer, headers, release));
            var table = Json((ref writer) => writer.Value(MessageHeadersCodec.ToMap(headers, release)));
            Assert.Equal(table, direct);
        }
    }).Check(Many);

    [Fact]
    public void Task_ComesBack_InEitherForm() => Prop.ForAll(Arb.From(WireGenerators.Task), task =>
    {
        foreach (var protocol in new[] { TaskProtocol.V1, TaskProtocol.V2 })
        {
            var written = TaskMessageCodec.Write(task with { Protocol = protocol }, CeleryRelease.V56);

            var read = TaskMessageCodec.Read(written, written.Body);

            Assert.Equal(protocol, read.Protocol);
            Assert.Equal(task.Id, read.Id);
            Assert.Equal(task.Headers.TimeLimit, read.Headers.TimeLimit);
            Assert.Equal(task.Headers.Eta, read.Headers.Eta);
            Assert.Equal(task.Arguments.ArgsValues!, WireJsonReader.ReadDocument(read.Arguments.ArgsJson.Span).AsItems());
            Assert.Equal(task.Arguments.KwargsValues!, WireJsonReader.ReadDocument(read.Arguments.KwargsJson.Span).AsMap());
            Assert.Equal(Maps(task.Embed.Callbacks), Maps(read.Embed.Callbacks));
            Assert.Equal(Maps(task.Embed.Errbacks), Maps(read.Embed.Errbacks));
            Assert.Equal(Maps(task.Embed.Chord is { } one ? [one] : null), Maps(read.Embed.Chord is { } other ? [other] : null));
            Assert.Equal(protocol == TaskProtocol.V1 ? null : Maps(task.Embed.Chain), Maps(read.Embed.Chain));
            Assert.Equal(written.Body.ToArray(), TaskMessageCodec.Write(read, CeleryRelease.V56).Body.ToArray());
        }
    }).Check(Some);

    [Fact]
    public void Task_IsTheSame_FromJsonAndFromValues() => Prop.ForAll(Arb.From(WireGenerators.Task), task =>
    {
        var written = TaskMessageCodec.Write(task, CeleryRelease.V56);

        var read = TaskMessageCodec.Read(written, WireJsonReader.ReadDocument(written.Body.Span));

        Assert.Equal(written.Body.ToArray(), TaskMessageCodec.Write(read, CeleryRelease.V56).Body.ToArray());
    }).Check(Some);

    [Fact]
    public void Signature_ComesBack_AsItWent() => Prop.ForAll(Arb.From(WireGenerators.Signature), signature =>
    {
        var json = Json((ref writer) => SignatureCodec.Write(ref writer, signature, CeleryRelease.V56));

        var read = SignatureCodec.Read(WireJsonReader.ReadDocument(json));

        Assert.Equal(signature, read);
        Assert.Equal(signature.GetHashCode(), read.GetHashCode());
        Assert.Equal(json, Json((ref writer) => SignatureCodec.Write(ref writer, read, CeleryRelease.V56)));
    }).Check(Many);

    [Fact]
    public void ResultTuple_ComesBack_AsItWent() => Prop.ForAll(Arb.From(WireGenerators.Tuple), tuple =>
        Assert.Equal(ResultTupleCodec.ToValue(tuple), ResultTupleCodec.ToValue(ResultTupleCodec.Read(ResultTupleCodec.ToValue(tuple))))).Check(Many);

    [Fact]
    public void RemoteError_ComesBack_AsItWent() => Prop.ForAll(Arb.From(WireGenerators.Error), error =>
    {
        var json = Json((ref writer) => RemoteErrorCodec.Write(ref writer, error, CeleryRelease.V56));

        var read = RemoteErrorCodec.Read(WireJsonReader.ReadDocument(json));

        Assert.Equal(error, read);
    }).Check(Many);

    private delegate void Writing(ref WireJsonWriter writer);

    private static byte[] Json(Writing writing) => Bytes(output =>
    {
        var writer = new WireJsonWriter(output);
        writing(ref writer);
        writer.Flush();
    });

    private static byte[] Bytes(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Table(MessageHeaders headers) =>
        Encoding.UTF8.GetString(Json((ref writer) => writer.Value(MessageHeadersCodec.ToMap(headers, CeleryRelease.V56))));

    private static List<WireMap>? Maps(IReadOnlyList<Signature>? signatures) =>
        signatures?.Select(signature => SignatureCodec.ToMap(signature, CeleryRelease.V56)).ToList();
}
