using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client.Producing;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Python.Tests.Interoperability;

/// <summary>Canvas that Python's client sends, and canvas that tasks make.</summary>
[Trait(Capabilities.Trait, Capabilities.Chords)]
public abstract class CanvasTaskSuite(InteropFleets fleets, InteropBroker kind) : InteropTests(fleets, kind)
{
    [Fact]
    public async Task ChainIntoChord_GivesTheBodyAllResults() =>
        Assert.Equal("26", await ResultAsync(Task("add", 1, 1) | Group.Of(Task("add", 3), Task("mul", 10)) | Task("tsum") | Task("add", 1)));

    [Fact]
    public async Task ChordsInAChord_AreCounted() => Assert.Equal("15", await ResultAsync(
        Chord.Of([Group.Of(Task("add", 1, 1), Task("add", 2, 2)) | Task("tsum"), Task("add", 4, 5)], Task("tsum"))));

    [Fact]
    public async Task GroupsAtTheEndOfChains_KeepTheirForm() => Assert.Equal("[[2,3],4]", await ResultAsync(
        Chord.Of([Task("identity", 1) | Group.Of(Task("add", 1), Task("add", 2)), Task("identity", 4)], Task("identity"))));

    [Fact]
    public async Task FailedPart_FailsTheBody_AndCallsBothKindsOfErrorCallback()
    {
        var (body, old) = (Guid.NewGuid().ToString(), NewKey());
        var chord = Group.Of(Task("add", 1, 1), Task("fail", "on purpose"))
            | Task("tsum").Set(new() { TaskId = body }).OnError(Task("errback_new_style")).OnError(Task("redis_count", old).AsImmutable());

        await ApplyAsync(chord);

        Assert.Equal("1", await CountAsync(body, "1"));
        Assert.Equal("1", await CountAsync(old, "1"));
        Assert.Contains("on purpose", (await InStateAsync(body, "FAILURE")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartsAdded_AreWaitedFor() => Assert.Equal("22", await ResultAsync(
        Chord.Of([Task("add_to_all_to_chord", WireValue.List([1, 2, 4]), 5)], Task("tsum"))));

    [Fact]
    public async Task ChordAdded_IsWaitedFor() => Assert.Equal("22", await ResultAsync(
        Chord.Of([Task("add_chord_to_chord", WireValue.List([1, 2, 4]), 5)], Task("tsum"))));

    [Fact]
    public async Task ReplacedByAGroup_GivesTheListOn() => Assert.Equal("18", await ResultAsync(
        Task("identity", WireValue.List([WireValue.Integer(1), 2])) | Task("add_to_all", 5) | Task("tsum") | Task("add", 5)));

    [Fact]
    public async Task ReplacedInAChord_StaysAPartOfIt() => Assert.Equal("14", await ResultAsync(
        Group.Of(Task("add_replaced", 1, 2), Task("add_replaced", 5, 6)) | Task("tsum")));

    [Fact]
    public async Task ReplacedTwice_RunsInOrder()
    {
        await Fleet.SideEffectsAsync(["DEL", "redis-echo"], Cancellation);

        await ResultAsync(Task("second_order_replace1"));

        Assert.Equal(["In A", "In B", "In/Out C", "Out B", "Out A"], await ListAsync("redis-echo"));
    }

    [Fact]
    public async Task ReplacedByNothing_IsRefused()
    {
        var result = await CallAsync("replace_with_empty_chain", "[1]");

        Assert.Equal(("ImproperlyConfigured", "Cannot replace with an empty chain"), (result.Raised!.Class, result.Raised.Text));
    }

    [Theory]
    [InlineData("chain", "chord")]
    [InlineData("chord", "group")]
    [InlineData("group", "chain")]
    public async Task SignatureReturned_IsOneToPython(string outer, string inner)
    {
        var signature = await ValueAsync($"return_nested_signature_{outer}_{inner}");

        Assert.Equal("null", await ValueAsync("rebuild_signature", $"[{signature}]"));
    }

    [Fact]
    public async Task Chunks_AreMessagesOfTheirOwn() => Assert.Equal("[[3],[7]]", await ResultAsync(
        Chord.Of(Task("add").Chunks([[1, 2], [3, 4]], 1), Task("identity"))));

    private static Signature Task(string name, params WireValue[] args) => new(Named(name), args);

    private async Task<string> ResultAsync(Signature canvas)
    {
        var sent = await ApplyAsync(canvas);
        return JsonOf(await GetAsync(sent.GetProperty("task_id").GetString()!));
    }

    private Task<JsonElement> ApplyAsync(Signature canvas)
    {
        var json = new ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(json, JsonDialect.Typed);
        SignatureCodec.Write(ref writer, canvas, CeleryRelease.V56);
        writer.Flush();
        return Python.CallAsync("apply", new() { ["signature"] = JsonNode.Parse(json.WrittenSpan) }, Cancellation);
    }
}
