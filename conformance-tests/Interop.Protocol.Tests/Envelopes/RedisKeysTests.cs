using Interop.Protocol.Envelopes;

namespace Interop.Protocol.Tests.Envelopes;

public sealed class RedisKeysTests
{
    private const string Sep = "\u0006\u0016";

    private static readonly RedisKeys Keys = new();
    private static readonly RedisKeys Prefixed = new() { Prefix = "app:", FanoutPrefix = RedisKeys.FanoutPrefixOf(5) };

    public static TheoryData<string, int> All => GoldenMessages.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Queue_IsTheKey_ThatPythonPushedTo(string name, int index)
    {
        var golden = GoldenMessages.Message(name, index);
        var envelope = System.Text.Encoding.UTF8.GetBytes(golden.GetProperty("envelope").GetString()!);
        var priority = VirtualEnvelope.Read(envelope).Properties.Priority!.Value;

        Assert.Equal(
            golden.GetProperty("redis_keys").EnumerateArray().Select(key => key.GetString()),
            golden.GetProperty("queues").EnumerateArray().Select(queue => Keys.Queue(queue.GetString()!, priority)));
    }

    [Theory]
    [InlineData(-5, "q")]
    [InlineData(2, "q")]
    [InlineData(3, "q" + Sep + "3")]
    [InlineData(5, "q" + Sep + "3")]
    [InlineData(8, "q" + Sep + "6")]
    [InlineData(255, "q" + Sep + "9")]
    public void Queue_RoundsThePriorityDown(int priority, string expected)
    {
        Assert.Equal(expected, Keys.Queue("q", priority));
        Assert.Equal("q", Keys.QueueOf(expected));
        Assert.Equal("app:" + expected, Prefixed.Queue("q", priority));
        Assert.Equal("q", Prefixed.QueueOf("app:" + expected));
    }

    [Fact]
    public void Queue_TakesTheLastStep_BelowTheFirst() =>
        Assert.Equal("q" + Sep + "7", (Keys with { PrioritySteps = [2, 7] }).Queue("q", 1));

    [Fact]
    public void AllSteps_AreInOrderOfService() =>
        Assert.Equal(["q", $"q{Sep}3", $"q{Sep}6", $"q{Sep}9"], Keys.AllSteps("q"));

    [Fact]
    public void Books_HaveKombusNames()
    {
        Assert.Equal(("unacked", "unacked_index", "unacked_mutex"), (Keys.Unacked, Keys.UnackedIndex, Keys.UnackedMutex));
        Assert.Equal("app:unacked", Prefixed.Unacked);
        Assert.Equal("app:_kombu.binding.celery", Prefixed.Bindings("celery"));
    }

    [Theory]
    [InlineData("celery", "celery", "direct", "celery" + Sep + Sep + "celery")]
    [InlineData("", "w1@vm.celery.pidbox", "fanout", Sep + Sep + "w1@vm.celery.pidbox")]
    [InlineData("a.#", "q", "topic", "a.#" + Sep + @"^a\..*?$" + Sep + "q")]
    public void BindingMember_ComesApartAgain(string routingKey, string queue, string type, string expected)
    {
        var member = Keys.BindingMember(routingKey, queue, type);

        Assert.Equal(expected, member);
        Assert.True(Keys.TryReadBinding(member, out var readKey, out var readQueue));
        Assert.Equal((routingKey, queue), (readKey, readQueue));
    }

    [Theory]
    [InlineData("")]
    [InlineData("key" + Sep + "queue")]
    [InlineData("key" + Sep + Sep)]
    public void TryReadBinding_RefusesWhatIsNone(string member) => Assert.False(Keys.TryReadBinding(member, out _, out _));

    [Fact]
    public void Channels_CarryDatabaseAndKey()
    {
        Assert.Equal("app:/5.celeryev/worker.online", Prefixed.PublishChannel("celeryev", "worker.online"));
        Assert.Equal("app:/5.celery.pidbox", Prefixed.PublishChannel("celery.pidbox", ""));
        Assert.Equal("/0.celeryev/worker.*", Keys.SubscribePattern("celeryev", "worker.#"));
        Assert.Equal("/0.celeryev", (Keys with { FanoutPatterns = false }).PublishChannel("celeryev", "worker.online"));
    }
}
