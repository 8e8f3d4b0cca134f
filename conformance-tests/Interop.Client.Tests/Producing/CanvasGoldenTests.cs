using Interop.Client.Producing;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Client.Tests.Producing;

public sealed class CanvasGoldenTests
{
    private static readonly TaskRef<int> Add = new("tasks.add");
    private static readonly TaskRef<int> Mul = new("tasks.mul");
    private static readonly TaskRef<int> Report = new("tasks.report");
    private static readonly TaskRef<int> Alert = new("tasks.alert");

    private static readonly Dictionary<string, (Signature Signature, SignatureCall Call)> Built = new(StringComparer.Ordinal)
    {
        ["chain-2"] = (Chain.Of(Add.S(2, 2), Mul.S(4)), SignatureCall.Empty),
        ["chain-4"] = (Chain.Of(Add.S(2, 2), Mul.S(4), Mul.S(8), Report.S()), SignatureCall.Empty),
        ["chain-options"] = (Chain.Of(
            Add.S(2, 2).Set(new() { Queue = "one" }),
            Ordered(Mul.Si(4, 4), ("queue", "two"), ("countdown", 5), ("priority", 3), ("expires", 60))), SignatureCall.Empty),
        ["chain-call-options"] = (Chain.Of(Add.S(2, 2), Mul.S(4)), With(new() { Queue = "math", Priority = 6 })),
        ["chain-args"] = (Chain.Of(Add.S(2), Mul.S(4)), new SignatureCall { PrependResultJson = "1"u8.ToArray() }),
        ["chain-links"] = (Chain.Of(Add.S(2, 2), Mul.S(4)).Link(Report.S()).OnError(Alert.S()), SignatureCall.Empty),
        ["chain-link-option"] = (Chain.Of(Add.S(2, 2), Mul.S(4), Mul.S(8)), With(new() { Countdown = TimeSpan.FromSeconds(3) })),
        ["chain-task-id"] = (Chain.Of(Add.S(2, 2), Mul.S(4)), With(new() { TaskId = "wanted" })),
        ["group-2"] = (Group.Of(Add.S(1, 1), Add.S(2, 2)), SignatureCall.Empty),
        ["group-call-options"] = (Group.Of(Add.S(1), Add.S(2)),
            With(new() { Queue = "math", Priority = 2 }) with { PrependResultJson = "5"u8.ToArray() }),
        ["chain-into-group"] = (Chain.Of(Add.S(1, 1), Group.Of(Mul.S(2), Mul.S(3))), SignatureCall.Empty),
        ["chord"] = (Chord.Of([Add.S(1, 1), Add.S(2, 2)], Report.S()), SignatureCall.Empty),
        ["chord-errback"] = (
            Chord.Of([Add.S(1, 1), Add.S(2, 2)], Report.S().Set(new() { Queue = "reports" }).OnError(Alert.S())), SignatureCall.Empty),
        ["chord-one"] = (Chord.Of([Add.S(1, 1)], Report.S()), SignatureCall.Empty),
        ["chord-unlock"] = (Chord.Of([Add.S(1, 1), Add.S(2, 2)], Report.S()), SignatureCall.Empty),
        ["chord-of-chains"] = (Chord.Of([Add.S(1, 1) | Mul.S(2), Add.S(3, 3)], Report.S()), SignatureCall.Empty),
        ["chain-chord-chain"] = (Add.S(1, 1) | Group.Of(Mul.S(2), Mul.S(3)) | Report.S() | Mul.S(2), SignatureCall.Empty),
        ["chunks"] = (Add.S().Chunks([[0, 0], [1, 1], [2, 2]], 2), SignatureCall.Empty),
        ["group-of-chains"] = (Group.Of(Chain.Of(Add.S(1, 1), Mul.S(2)), Chain.Of(Add.S(3, 3), Mul.S(4))), SignatureCall.Empty),
    };

    // What Python's canvas makes of the same lines differs between releases.
    private static readonly Dictionary<string, Func<CeleryRelease, Signature>> BuiltByRelease = new(StringComparer.Ordinal)
    {
        ["group-links"] = LinkedGroup,
        ["map"] = release => Mapped(release, "celery.map", "xmap", WireValue.List([1, 2])),
        ["starmap"] = release => Mapped(
            release, "celery.starmap", "xstarmap", WireValue.List([WireValue.Tuple([1, 2]), WireValue.Tuple([3, 4])])),
    };

    public static TheoryData<string> Cases =>
        [.. Golden.EveryCase("canvas").Where(name => Built.ContainsKey(Canvas(name)) || BuiltByRelease.ContainsKey(Canvas(name)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task SendSignature_PublishesWhatPythonDoes_ForTheSameCanvas(string name)
    {
        var golden = Golden.Load(name);
        var backend = new ChordRecorder(counts: !name.EndsWith("unlock", StringComparison.Ordinal));
        await using var test = new TestApp(
            new() { Release = Golden.Release(name), TaskProtocol = golden.GetProperty("protocol").GetInt32() }, backend: backend);
        var (signature, call) = BuiltByRelease.TryGetValue(Canvas(name), out var build)
            ? (build(Golden.Release(name)), SignatureCall.Empty)
            : Built[Canvas(name)];

        var result = await test.App.Publisher.SendSignatureAsync(signature, call, TestContext.Current.CancellationToken);

        GoldenSends.AssertEqual(name, test.Broker);
        if (backend.Chords is not null && Golden.Release(name) > CeleryRelease.V50)
        {
            // Celery 5.0 writes the size into the body's signature only.
            Assert.Equal(SizesOf(golden), GoldenSends.Numbered(string.Join(' ', backend.Sizes)));
        }

        var expected = GoldenValue.Read(golden.GetProperty("result")).ToString();
        Assert.Equal(
            GoldenSends.Numbered(expected + "\n" + string.Join('\n', golden.GetProperty("messages").EnumerateArray().Select(IdOf))),
            GoldenSends.Numbered(Tuple(result) + "\n" + string.Join('\n', test.Broker.Messages.Select(m => m.Properties.CorrelationId))));
    }

    [Fact]
    public void Cases_AreAllThatCanBeSent()
    {
        var sendable = Golden.EveryCase("canvas").Where(name => name.Contains("-canvas-", StringComparison.Ordinal));

        Assert.Equal(sendable.Order(StringComparer.Ordinal), Cases.Select(row => row.Data).Order(StringComparer.Ordinal));
    }

    private static string SizesOf(System.Text.Json.JsonElement golden) => GoldenSends.Numbered(string.Join(' ', golden.GetProperty("backend_calls")
        .EnumerateArray().Where(call => call[0].GetString() == "set_chord_size").Select(call => $"{call[1].GetString()}={call[2].GetInt32()}")));

    private static string Canvas(string name) => Golden.ShortName(name)[3..].Replace("canvas-", "", StringComparison.Ordinal);

    private static string? IdOf(System.Text.Json.JsonElement message) =>
        message.GetProperty("amqp").GetProperty("properties").GetProperty("correlation_id").GetString();

    private static SignatureCall With(TaskSendOptions options) => new() { Options = options };

    private static Signature Ordered(Signature signature, params (string Name, WireValue Value)[] options)
    {
        var map = new WireMap();
        foreach (var (name, value) in options)
        {
            map.Set(name, value);
        }

        return signature with { Options = map };
    }

    // 5.0 gives the errback to the first part, immutable; 5.2 to every part; later ones add an option that nobody reads.
    private static Signature LinkedGroup(CeleryRelease release) => release switch
    {
        CeleryRelease.V50 => Group.Of(Add.S(1, 1).OnError(Alert.Si()), Add.S(2, 2)),
        CeleryRelease.V52 => Group.Of(Add.S(1, 1).OnError(Alert.S()), Add.S(2, 2).OnError(Alert.S())),
        _ => Group.Of(
            Add.S(1, 1).OnError(Ordered(Alert.S(), ("immutable", true))), Add.S(2, 2).OnError(Ordered(Alert.S(), ("immutable", true)))),
    };

    private static Signature Mapped(CeleryRelease release, string task, string kind, WireValue items)
    {
        var inner = new WireMap()
            .With("task", "tasks.add").With("args", WireValue.Tuple([])).With("kwargs", new WireMap())
            .With("options", new WireMap()).With("subtask_type", WireValue.None).With("immutable", false);
        if (release == CeleryRelease.V50)
        {
            inner.With("chord_size", WireValue.None);
        }

        return new Signature(task, [])
        {
            Kwargs = new WireMap().With("task", inner).With("it", items),
            SubtaskType = kind,
            Immutable = true,
        };
    }

    private static string Tuple(ResultTuple? result) => Value(result).ToString();

    private static WireValue Value(ResultTuple? result) => result is null ? WireValue.None : WireValue.Tuple([
        WireValue.Tuple([result.Id, Value(result.Parent)]),
        result.Children is null ? WireValue.None : WireValue.List([.. result.Children.Select(Value)]),
    ]);
}
