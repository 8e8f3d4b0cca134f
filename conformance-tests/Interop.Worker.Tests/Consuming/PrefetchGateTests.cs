using System.Threading.Channels;
using Interop.Client.Brokers;
using Interop.Worker.Consuming;

namespace Interop.Worker.Tests.Consuming;

public sealed class PrefetchGateTests
{
    [Fact]
    public void Gate_RaisesThePrefetch_ForEachTaskThatWaits()
    {
        var consumer = new Consumer();
        var gate = new PrefetchGate(2, 4, etaLimit: null, parkLimit: 100);
        gate.Attach(consumer);

        gate.ChangeEta(1);
        gate.ChangeEta(1);
        gate.ChangeParked(1);
        gate.ChangeEta(-1);

        Assert.Equal([8, 9, 10, 11, 10], consumer.Set);
    }

    [Theory]
    [InlineData(8, 10, 5, 10)]
    [InlineData(8, 4, 5, 8)]
    [InlineData(8, null, 5, 13)]
    [InlineData(0, 10, 5, 0)]
    public void Gate_HoldsToTheEtaLimit(int prefetch, int? limit, int waiting, int expected)
    {
        var gate = new PrefetchGate(2, prefetch / 2, limit, parkLimit: 100);

        gate.ChangeEta(waiting);

        Assert.Equal(expected, gate.Current);
    }

    [Fact]
    public void Gate_HoldsToTheParkLimit()
    {
        var gate = new PrefetchGate(2, 4, etaLimit: null, parkLimit: 3);

        gate.ChangeParked(5);
        Assert.Equal(11, gate.Current);

        gate.ChangeParked(-3);
        Assert.Equal(10, gate.Current);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0)]
    public void Gate_AsksForFreeSlotsOnly_WhenThePrefetchIsDisabled(int multiplier)
    {
        var consumer = new Consumer();
        var gate = new PrefetchGate(2, multiplier, etaLimit: null, parkLimit: 1, onlyForFreeSlots: true);
        gate.Attach(consumer);

        gate.ChangeAcknowledged(1);
        gate.ChangeAcknowledged(1);
        gate.ChangeEta(1);
        gate.ChangeEta(-1);
        gate.ChangeParked(2);
        gate.ChangeParked(-2);
        gate.ChangeHeld(1);
        gate.ChangeAcknowledged(-1);
        gate.SetSlots(3);

        Assert.Equal([2, 1, -1, 1, -1, 1, -1, 1, 2, 3], consumer.Set);
    }

    [Fact]
    public void Gate_StaysWithinThePrefetch_WhenItIsDisabledAndARateLimitHoldsTasks()
    {
        var gate = new PrefetchGate(2, 4, etaLimit: null, parkLimit: 0, onlyForFreeSlots: true);

        gate.ChangeHeld(20);

        Assert.Equal(8, gate.Current);
    }

    [Fact]
    public void Gate_FollowsTheSlots()
    {
        var gate = new PrefetchGate(2, 4, etaLimit: null, parkLimit: 0);

        gate.SetSlots(3);

        Assert.Equal(12, gate.Current);
    }

    private sealed class Consumer : IBrokerConsumer
    {
        public List<int> Set { get; } = [];

        public ChannelReader<Delivery> Deliveries => Channel.CreateUnbounded<Delivery>().Reader;

        public void SetPrefetch(int count) => Set.Add(count);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;
    }
}
