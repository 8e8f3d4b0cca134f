using System.Text;
using Interop.Protocol.Events;
using Interop.Protocol.Serialization.Json;
using Interop.Worker.Events;

namespace Interop.Worker.Tests.Events;

public sealed class ElectionTests
{
    private readonly Election _election = new();

    [Fact]
    public void Acknowledge_ChoosesTheLowestClock_OnceAllHaveSeenIt()
    {
        _election.Ask("e");
        Assert.True(_election.TryAdd(Asked(clock: 9, "a@vm")));
        Assert.True(_election.TryAdd(Asked(clock: 7, "b@vm")));

        Assert.Null(_election.Acknowledge("e", alive: 2));
        var won = _election.Acknowledge("e", alive: 2);

        Assert.Equal(("b@vm.42", "task"), (won!.Leader, won.Topic));
        Assert.Null(_election.Acknowledge("e", alive: 2));
    }

    [Fact]
    public void Acknowledge_ChoosesTheFirstName_WhenClocksAreEqual()
    {
        _election.Ask("e");
        _election.TryAdd(Asked(clock: 7, "b@vm"));
        _election.TryAdd(Asked(clock: 7, "a@vm"));

        Assert.Equal("a@vm.42", _election.Acknowledge("e", alive: 1)!.Leader);
    }

    [Fact]
    public void Acknowledge_IsForNobodyElse_WhenOthersAsked()
    {
        _election.TryAdd(Asked(clock: 7, "b@vm"));

        Assert.Null(_election.Acknowledge("e", alive: 0));
    }

    [Fact]
    public void TryAdd_RefusesARequest_ThatMissesAField()
        => Assert.False(_election.TryAdd(Read("""{"type": "worker-elect", "id": "e", "clock": 1, "hostname": "a", "pid": 1, "topic": "task"}""")));

    private static CeleryEvent Asked(int clock, string hostname) => Read(
        $$"""{"type": "worker-elect", "id": "e", "clock": {{clock}}, "hostname": "{{hostname}}", "pid": 42, "topic": "task", "action": {}, "cver": 1}""");

    private static CeleryEvent Read(string json) => EventCodec.Read(WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(json)))[0];
}
