using FsCheck;
using FsCheck.Fluent;
using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;

namespace Interop.Client.Tests.RabbitMq;

public sealed class AckBookTests
{
    private readonly AckBook _book = new();

    [Fact]
    public void Take_AcknowledgesARunAtOnce_WhenAllBeforeIsDone()
    {
        var entries = Deliver(4);
        foreach (var entry in entries[..3])
        {
            _book.Settle(entry, Settlement.Ack);
        }

        Assert.Equal([new AckCommand(3, true, Settlement.Ack)], Take());
        Assert.Equal(1, _book.Count);
    }

    [Fact]
    public void Take_AcknowledgesOneByOne_WhenAnOlderDeliveryIsStillOpen()
    {
        var entries = Deliver(3);
        _book.Settle(entries[1], Settlement.Ack);
        _book.Settle(entries[2], Settlement.Ack);

        Assert.Equal([new AckCommand(2, false, Settlement.Ack), new AckCommand(3, false, Settlement.Ack)], Take());
    }

    [Fact]
    public void Take_SendsRejectionsFirst_WhenTheyStandInARun()
    {
        var entries = Deliver(3);
        _book.Settle(entries[2], Settlement.Ack);
        _book.Settle(entries[1], Settlement.Requeue);
        _book.Settle(entries[0], Settlement.Ack);

        Assert.Equal([new AckCommand(2, false, Settlement.Requeue), new AckCommand(3, true, Settlement.Ack)], Take());
    }

    [Fact]
    public void Take_TellsTheBrokerExactlyWhatWasSettled_InAnyOrder() =>
        Prop.ForAll<int, byte>((seed, size) =>
        {
            var chance = new Random(seed);
            var book = new AckBook();
            var broker = new BrokerModel();
            var open = new List<AckEntry>();
            var settled = new Dictionary<ulong, Settlement>();
            ulong next = 0;
            for (var step = 0; step < size * 4; step++)
            {
                switch (chance.Next(4))
                {
                    case 0 or 1:
                        open.Add(book.Add(++next));
                        broker.Deliver(next);
                        break;
                    case 2 when open.Count > 0:
                        var at = chance.Next(open.Count);
                        var how = (Settlement)chance.Next(3);
                        settled[open[at].Tag] = how;
                        book.Settle(open[at], how);
                        open.RemoveAt(at);
                        break;
                    default:
                        var commands = new List<AckCommand>();
                        book.Take(commands);
                        commands.ForEach(broker.Receive);
                        Assert.Equal(settled, broker.Settled);
                        Assert.Equal(open.Select(entry => entry.Tag).Order(), broker.Open);
                        Assert.Equal(open.Count, book.Count);
                        break;
                }
            }
        }).QuickCheckThrowOnFailure();

    private AckEntry[] Deliver(int count) => [.. Enumerable.Range(1, count).Select(tag => _book.Add((ulong)tag))];

    private List<AckCommand> Take()
    {
        var commands = new List<AckCommand>();
        _book.Take(commands);
        return commands;
    }

    /// <summary>RabbitMQ's rule: a tag must be outstanding, or the channel is closed.</summary>
    private sealed class BrokerModel
    {
        public SortedSet<ulong> Open { get; } = [];

        public Dictionary<ulong, Settlement> Settled { get; } = [];

        public void Deliver(ulong tag) => Open.Add(tag);

        public void Receive(AckCommand command)
        {
            Assert.Contains(command.Tag, Open);
            foreach (var tag in command.Multiple ? Open.Where(tag => tag <= command.Tag).ToArray() : [command.Tag])
            {
                Open.Remove(tag);
                Settled.Add(tag, command.Settlement);
            }
        }
    }
}
