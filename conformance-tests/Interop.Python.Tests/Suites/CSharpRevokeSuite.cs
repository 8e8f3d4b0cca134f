using Interop.Client.Results;
using Interop.Python.Tests.Live;

namespace Interop.Python.Tests.Suites;

/// <summary>C# revokes what a Python worker would run, on brokers that carry broadcasts (kombu's filesystem has none before 5.3).</summary>
public abstract class CSharpRevokeSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    public async Task Revoked_IsNotRun()
    {
        var id = NewId();
        await App.Result(id).RevokeAsync(cancellationToken: Cancellation);
        await Pair.PythonWorker.WaitForLogAsync(id, Deadline, Cancellation);

        var sent = await App.SendTaskAsync<int>("tasks.add", [2, 3], options: new() { TaskId = id }, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<TaskRevokedException>(() => sent.GetAsync(Deadline, Cancellation));
    }
}
