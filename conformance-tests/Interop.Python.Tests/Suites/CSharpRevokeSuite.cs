using Interop.Client.Results;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>C# revokes what a Python worker would run.</summary>
[Trait(Capabilities.Trait, Capabilities.Revokes)]
public abstract class CSharpRevokeSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    public async Task Revoked_IsNotRun()
    {
        Assert.SkipUnless(Pair.Setup.Kind != PairKind.FilesWithFiles || Celery.HasFilesystemBroadcasts, "kombu's files carry no broadcasts before 5.3.");
        var id = NewId();
        await App.Result(id).RevokeAsync(cancellationToken: Cancellation);
        await Pair.PythonWorker.WaitForLogAsync(id, Deadline, Cancellation);

        var sent = await App.SendTaskAsync<int>("tasks.add", [2, 3], options: new() { TaskId = id }, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<TaskRevokedException>(() => sent.GetAsync(Deadline, Cancellation));
    }
}
