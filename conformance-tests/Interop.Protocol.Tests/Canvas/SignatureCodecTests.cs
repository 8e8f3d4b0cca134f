using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Canvas;

public sealed class SignatureCodecTests
{
    [Theory]
    [InlineData("{\"task\": \"t\"}")]
    [InlineData("{\"task\": \"t\", \"args\": null, \"kwargs\": null, \"options\": null, \"subtask_type\": null, \"immutable\": 0}")]
    public void Read_GivesDefaults_ForMissingAndNullKeys(string json)
    {
        var signature = Read(json);

        Assert.Equal(new Signature("t"), signature);
        Assert.Null(signature.Extra);
    }

    [Fact]
    public void Read_KeepsNestedSignatures_AsMaps()
    {
        var signature = Read("""{"task": "celery.chain", "kwargs": {"tasks": [{"task": "a", "args": [1]}]}, "subtask_type": "chain", "immutable": true}""");

        Assert.True(signature.Immutable);
        Assert.Equal("chain", signature.SubtaskType);
        Assert.Equal("a", SignatureCodec.Read(signature.Kwargs["tasks"]!.Value.AsItems()[0]).Task);
    }

    [Fact]
    public void ToMap_WritesUnknownKeysBack_BehindTheOthers()
    {
        var map = SignatureCodec.ToMap(Read("""{"x": 1, "task": "t", "chord_size": 3}"""), CeleryRelease.V56);

        Assert.Equal(
            ["task", "args", "kwargs", "options", "subtask_type", "immutable", "x", "chord_size"],
            map.Select(pair => pair.Key.AsString()));
        Assert.Equal(3, map["chord_size"]);
    }

    [Theory]
    [InlineData(CeleryRelease.V50, true)]
    [InlineData(CeleryRelease.V52, false)]
    public void ToMap_AddsChordSize_ForReleasesThatReadIt(CeleryRelease release, bool expected) =>
        Assert.Equal(expected, SignatureCodec.ToMap(new Signature("t"), release)["chord_size"] is not null);

    [Theory]
    [InlineData("5", "kind Integer")]
    [InlineData("{}", "'task'")]
    [InlineData("{\"task\": null}", "'task'")]
    [InlineData("{\"task\": 5}", "'task'")]
    [InlineData("{\"task\": \"t\", \"args\": {}}", "'args'")]
    [InlineData("{\"task\": \"t\", \"kwargs\": []}", "'kwargs'")]
    [InlineData("{\"task\": \"t\", \"options\": 1}", "'options'")]
    [InlineData("{\"task\": \"t\", \"subtask_type\": 1}", "'subtask_type'")]
    public void Read_SaysWhatIsWrong(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<MessageDecodeException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Equality_IsByValue()
    {
        var one = new Signature("t", 1, "a") { Options = new WireMap().With("queue", "q").With("priority", 1) };
        var other = new Signature("t", 1, "a") { Options = new WireMap().With("priority", 1).With("queue", "q") };

        Assert.Equal(one, other);
        Assert.NotEqual(one, other with { Immutable = true });
        Assert.NotEqual(one, new Signature("t", 1, "b") { Options = one.Options });
    }

    private static Signature Read(string json) => SignatureCodec.Read(WireJsonReader.ReadDocument(System.Text.Encoding.UTF8.GetBytes(json)));
}
