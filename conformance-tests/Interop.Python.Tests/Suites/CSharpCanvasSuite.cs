using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>Callbacks, chains and groups that C# sends, with steps in both languages.</summary>
public abstract class CSharpCanvasSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    private static readonly TaskRef<int> PythonAdd = new("tasks.add");
    private static readonly TaskRef<int> PythonMul = new("tasks.mul");
    private static readonly TaskRef<int> CSharpAdd = new("cs.add");
    private static readonly TaskRef<int> PythonTotal = new("tasks.total");

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task Link_IsCalledByPython()
    {
        var tag = NewId();
        var link = new TaskRef<object>("tasks.on_success_callback").S().With("tag", tag);

        var sent = await App.SendTaskAsync<int>("tasks.add", [2, 3], options: new() { Link = [link] }, cancellationToken: Cancellation);

        Assert.Equal(5, await sent.GetAsync(Deadline, Cancellation));
        await RecordedAsync(entry => entry.GetProperty("tag").ToString() == tag && entry.GetProperty("value").GetInt32() == 5);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Callbacks)]
    public async Task LinkError_IsCalledByPython()
    {
        var link = new TaskRef<object>("tasks.on_error_callback").S();

        var sent = await App.SendTaskAsync<int>("tasks.fail", ["x"], options: new() { LinkError = [link] }, cancellationToken: Cancellation);

        await RecordedAsync(entry => entry.GetProperty("value").ToString() == sent.Id && entry.GetProperty("kind").GetString() == "error");
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task Chain_GoesThroughBothLanguages()
    {
        var chain = Chain.Of(PythonAdd.S(1, 2), CSharpAdd.S(4), PythonMul.S(6));

        var last = await App.SendAsync<int>(chain, cancellationToken: Cancellation);

        Assert.Equal(42, await last.GetAsync(Deadline, Cancellation));
        Assert.Equal(7, await last.Parent!.GetAsync<int>(Deadline, Cancellation));
        Assert.Equal(3, await last.Parent.Parent!.GetAsync<int>(Deadline, Cancellation));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task Chain_FailsToItsEnd_WhenAStepInPythonFails()
    {
        Assert.SkipUnless(Celery.FailsRestOfChain, "A worker of Celery 5.0 leaves the steps behind a failed one PENDING.");
        var chain = Chain.Of(CSharpAdd.S(1, 2), new TaskRef<int>("tasks.fail").S(), CSharpAdd.S(4));

        var last = await App.SendAsync<int>(chain, cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => last.GetAsync(Deadline, Cancellation));
        Assert.Equal("PaymentError", thrown.Error.Type);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Chords)]
    public async Task Chord_HasItsPartsInBothLanguages()
    {
        Assert.SkipUnless(App.Backend.AllowsChords, "The rpc backend takes no chords.");
        var chord = CSharpAdd.S(1, 1) | Group.Of(PythonAdd.S(1), CSharpAdd.S(2), PythonMul.S(3)) | PythonTotal.S() | CSharpAdd.S(1);

        var last = await App.SendAsync<int>(chord, cancellationToken: Cancellation);

        Assert.Equal(14, await last.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Chords)]
    public async Task Chord_FailsWithItsPart()
    {
        Assert.SkipUnless(App.Backend.AllowsChords, "The rpc backend takes no chords.");
        var chord = Group.Of(CSharpAdd.S(1, 1), new TaskRef<int>("tasks.fail").S("x")) | PythonTotal.S();

        var last = await App.SendAsync<int>(chord, cancellationToken: Cancellation);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => last.GetAsync(Deadline, Cancellation));
        Assert.Equal("ChordError", thrown.Error.Type);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Groups)]
    public async Task Group_ReturnsAll_InItsOrder()
    {
        var group = Group.Of(PythonAdd.S(1, 1), CSharpAdd.S(2, 2), PythonMul.S(3, 3));

        var sent = await App.SendGroupAsync<int>(group, cancellationToken: Cancellation);

        Assert.Equal([2, 4, 9], await sent.GetAsync(Deadline, cancellationToken: Cancellation));
    }
}
