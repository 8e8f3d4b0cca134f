using System.Text;
using Interop.Client.Backends;
using Interop.Protocol.Results;

namespace Interop.Compliance.Tests.Backends;

/// <summary>Groups, and the counting of chords.</summary>
public abstract partial class BackendCompliance
{
    private IChordCounter Chords
    {
        get
        {
            Assert.SkipUnless(Backend.Chords is not null, "The backend does not count the parts of chords.");
            return Backend.Chords!;
        }
    }

    /// <summary>True when parts come in the order of the header, not in that of their ends.</summary>
    protected virtual bool KeepsOrder => true;

    [Fact]
    public async Task Group_IsRestored_AsItWasSaved_AndDeleted()
    {
        Assert.SkipUnless(Backend.AllowsChords, "The backend keeps no groups.");
        var group = new ResultTuple(NewId(), new ResultTuple(NewId()), [new(NewId()), new(NewId(), null, [new(NewId())])]);

        Assert.Null(await Backend.RestoreGroupAsync(group.Id, Token));
        await Backend.SaveGroupAsync(group, Token);
        Assert.Equal(ResultTupleCodec.ToValue(group), ResultTupleCodec.ToValue((await Backend.RestoreGroupAsync(group.Id, Token))!));
        await Backend.DeleteGroupAsync(group.Id, Token);
        Assert.Null(await Backend.RestoreGroupAsync(group.Id, Token));
    }

    [Fact]
    public async Task Chord_IsComplete_WithItsLastPart_InTheOrderOfTheHeader()
    {
        var group = NewId();
        await Chords.StartAsync(group, 3, Token);

        Assert.Null(await Chords.CountAsync(Part(group, 2, "c"), Token));
        Assert.Null(await Chords.CountAsync(Part(group, 0, "a"), Token));
        var parts = await Chords.CountAsync(Part(group, 1, "b"), Token);

        Assert.Equal(["\"a\"", "\"b\"", "\"c\""], KeepsOrder ? Results(parts) : Results(parts).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Chord_CountsAPartOnce_ThatEndsTwice()
    {
        var group = NewId();
        await Chords.StartAsync(group, 2, Token);
        var first = Part(group, 0, "a");

        Assert.Null(await Chords.CountAsync(first, Token));
        Assert.Null(await Chords.CountAsync(first with { Outcome = first.Outcome with { ResultJson = "\"again\""u8.ToArray() }, IsRedelivered = true }, Token));

        Assert.Equal(["\"a\"", "\"b\""], Results(await Chords.CountAsync(Part(group, 1, "b"), Token)));
    }

    [Fact]
    public async Task Chord_TakesTheSuccess_OfAPartThatFailedBefore()
    {
        var group = NewId();
        await Chords.StartAsync(group, 2, Token);
        var good = Part(group, 0, "a");
        var bad = good with
        {
            Outcome = new ResultMeta { TaskId = good.Outcome.TaskId, Status = TaskState.Failure, Error = new RemoteError { Type = "KeyError", Module = "builtins", Args = ["k"] } },
        };

        Assert.Null(await Chords.CountAsync(bad, Token));
        Assert.Null(await Chords.CountAsync(good with { IsRedelivered = true }, Token));

        Assert.Equal(["\"a\"", "\"b\""], Results(await Chords.CountAsync(Part(group, 1, "b"), Token)));
    }

    [Fact]
    public async Task Chord_IsGivenAgain_ToThePartThatCompletedIt_AndToNoOther()
    {
        var group = NewId();
        await Chords.StartAsync(group, 2, Token);
        var (first, last) = (Part(group, 0, "a"), Part(group, 1, "b"));
        await Chords.CountAsync(first, Token);
        await Chords.CountAsync(last, Token);

        // Whoever sent the body may have died before he did.
        Assert.Null(await Chords.CountAsync(first with { IsRedelivered = true }, Token));
        Assert.Equal(["\"a\"", "\"b\""], Results(await Chords.CountAsync(last with { IsRedelivered = true }, Token)));

        await Chords.EndAsync(group, Token);
        Assert.Null(await Chords.CountAsync(last with { IsRedelivered = true }, Token));
    }

    [Fact]
    public async Task Chord_CountsAPart_WhoseIdIsTheResultOfAnother()
    {
        var group = NewId();
        await Chords.StartAsync(group, 1, Token);
        await Chords.AddAsync(group, Token);
        var added = Part(group, 0, "b");

        Assert.Null(await Chords.CountAsync(Part(group, 0, added.Outcome.TaskId), Token));
        Assert.Equal(2, (await Chords.CountAsync(added, Token))?.Count);
    }

    [Fact]
    public async Task Chord_WaitsForPartsThatWereAdded()
    {
        var group = NewId();
        await Chords.StartAsync(group, 1, Token);
        await Chords.AddAsync(group, Token);

        Assert.Null(await Chords.CountAsync(Part(group, 0, "a"), Token));
        Assert.Equal(["\"a\"", "\"b\""], Results(await Chords.CountAsync(Part(group, null, "b"), Token)));
    }

    [Fact]
    public async Task Chord_KeepsItsSize_WhenAGroupInItSaysFewer()
    {
        var group = NewId();
        await Chords.StartAsync(group, 2, Token);
        await Chords.StartAsync(group, 1, Token);

        Assert.Null(await Chords.CountAsync(Part(group, 0, "a"), Token));
        Assert.NotNull(await Chords.CountAsync(Part(group, 1, "b"), Token));
    }

    [Fact]
    public async Task Chord_TakesItsSizeFromThePart_WhereNobodyToldTheBackend()
    {
        var group = NewId();

        Assert.Null(await Chords.CountAsync(Part(group, 0, "a") with { Size = 2 }, Token));
        Assert.Equal(["\"a\"", "\"b\""], Results(await Chords.CountAsync(Part(group, 1, "b") with { Size = 2 }, Token)));
    }

    [Fact]
    public async Task Chord_HandsItselfToOneOfManyWorkers()
    {
        const int Size = 200;
        var group = NewId();
        await Chords.StartAsync(group, Size, Token);
        var parts = Enumerable.Range(0, Size).Select(i => Part(group, i, $"{i:000}") with { IsRedelivered = true }).ToList();

        // Every part twice, all at once.
        var counted = await Task.WhenAll(parts.Concat(parts).Select(part => Chords.CountAsync(part, Token).AsTask()));

        var complete = counted.Where(result => result is not null).ToList();
        Assert.InRange(complete.Count, 1, 2);
        Assert.All(complete, result => Assert.Equal(Enumerable.Range(0, Size).Select(i => $"\"{i:000}\""), Results(result).Order(StringComparer.Ordinal)));
        Assert.Single(counted.Select((result, i) => (result, Id: i % Size)).Where(x => x.result is not null).Select(x => x.Id).Distinct());
    }

    private static ChordPart Part(string group, long? index, string result) => new(group, index, new ResultMeta
    {
        TaskId = NewId(), Status = TaskState.Success, ResultJson = Encoding.UTF8.GetBytes($"\"{result}\""),
    });

    private static IEnumerable<string> Results(IReadOnlyList<ResultMeta>? parts)
    {
        Assert.NotNull(parts);
        return parts.Select(part => Encoding.UTF8.GetString(part.ResultJson.Span));
    }
}
