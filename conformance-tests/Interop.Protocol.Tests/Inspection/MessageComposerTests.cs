using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Errors;
using Interop.Protocol.Inspection;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Inspection;

public sealed class MessageComposerTests
{
    private static readonly ContentCodecRegistry Serializers = ContentCodecRegistry.Default.With(new PickleContentCodec());

    private static readonly MessageInspector Inspector =
        new(InspectionOptions.Default with { Serializers = Serializers, Allow = ["pickle", "msgpack"] });

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(1, "zlib")]
    [InlineData(2, "zlib")]
    public void Document_ComesBack_OutOfItsMessage(int protocol, string? compression) => Prop
        .ForAll(Arb.From(Tasks(protocol)), task =>
        {
            var first = Decode(MessageComposer.Compose(task, Options() with { Serializer = "pickle", Compression = compression }));
            var second = Decode(MessageComposer.Compose(first, Options()));

            Assert.Equal(task["args"], first["args"]);
            Assert.Equal(task["kwargs"], first["kwargs"]);
            Assert.Equal("run", first["verdict"]);
            Assert.Equal(first, second);
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void LittleDocument_BecomesAWholeMessage()
    {
        var found = Decode(MessageComposer.Compose(new WireMap().With("task", "t.add").With("args", new WireValue[] { 2, 3 }), Options()));

        Assert.Equal("(2, 3)", found["headers"]!.Value.AsMap()["argsrepr"]);
        Assert.Equal("application/json", found["properties"]!.Value.AsMap()["content_type"]);
        Assert.Equal(found["id"], found["properties"]!.Value.AsMap()["correlation_id"]);
        Assert.Equal("run", found["verdict"]);
    }

    [Fact]
    public void Options_BecomeHeaders()
    {
        var options = new WireMap().With("eta", "2999-01-02T03:04:05+00:00").With("my", 1);
        var found = Decode(MessageComposer.Compose(new WireMap().With("task", "t").With("options", options), Options()));

        Assert.Contains("2999", found["reason"]!.Value.AsString(), StringComparison.Ordinal);
        Assert.Equal(1, found["headers"]!.Value.AsMap()["my"]);
    }

    [Fact]
    public void Document_IsRefused_WithoutATask_OrWithASelfReference()
    {
        Assert.Throws<MessageEncodeException>(() => MessageComposer.Compose(new WireMap().With("kind", "event"), Options()));

        var loop = new WireMap().With("task", "t").With("args", new[] { WireValue.Recursion(WireValue.List([])) });
        Assert.Throws<MessageEncodeException>(() => MessageComposer.Compose(loop, Options()));
    }

    private static Gen<WireMap> Tasks(int protocol) =>
        from args in ModelValues.All.ArrayOf(3)
        from name in Gen.Elements("t.add", "tasks.über")
        from named in ModelValues.All
        from callback in Gen.Elements(WireValue.None, WireValue.List([new WireMap().With("task", "t.next").With("args", new WireValue[] { 1 })]))
        select new WireMap()
            .With("protocol", protocol)
            .With("task", name)
            .With("args", args)
            .With("kwargs", new WireMap().With("value", named))
            .With("embed", new WireMap().With("callbacks", callback).With("errbacks", WireValue.None).With("chord", WireValue.None).With("chain", WireValue.None));

    private static ComposeOptions Options() => new() { Serializers = Serializers, NewId = Guid.NewGuid };

    private static WireMap Decode(ComposedMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        message.WriteEnvelope(output);
        return Inspector.Inspect(new() { Transport = InspectionTransport.Redis, Raw = output.WrittenMemory }).ToMap();
    }
}
