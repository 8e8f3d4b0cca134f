using Interop.Testing;

namespace Interop.Python.Tests.Faults;

/// <summary>Messages that are no tasks, between those that are.</summary>
[Trait(Capabilities.Trait, Capabilities.Garbage)]
public abstract class GarbageSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    [Fact]
    public async Task GoodTasks_AllRun_AndGarbageIsSetAside()
    {
        await using var python = await OpenPythonAsync();
        for (var kind = 0; kind < Broker.KindsOfGarbage; kind++)
        {
            await SendAsync(5, first: kind * 5);
            await Broker.PublishGarbageAsync(python, Queue, kind);
        }

        var count = Broker.KindsOfGarbage * 5;
        await using var worker = await StartWorkerAsync();
        await Record.WaitForAsync(count, Cancellation);
        await Eventually.GetAsync(
            () => Broker.QuarantinedAsync(Queue), kept => kept == Broker.KindsOfGarbage, Deadline,
            $"{Broker.KindsOfGarbage} messages in quarantine", Cancellation);

        await SendAsync(1, first: count);
        await Record.WaitForAsync(count + 1, Cancellation);
        await AssertNothingIsLeftAsync(worker, count + 1);
    }
}
