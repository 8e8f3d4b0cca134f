using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;

namespace Interop.Client.Tests.Producing;

public sealed class TaskRouterTests
{
    [Fact]
    public void Route_GoesStraightToTheDefaultQueue_AndDeclaresItAsPythonDoes()
    {
        var target = Router(new()).Route("tasks.add");

        Assert.Equal(("", "celery", 2), (target.Exchange, target.RoutingKey, target.DeliveryMode));
        Assert.Equal(new QueueDeclaration { Name = "celery", Exchange = new() { Name = "celery" }, RoutingKey = "celery" }, target.Queue);
    }

    [Fact]
    public void Route_GivesTheDefaultQueueItsOwnExchangeAndKey_WhenTheyAreSet()
    {
        var options = new CeleryOptions
        {
            TaskDefaultQueue = "work", TaskDefaultExchange = "tasks", TaskDefaultExchangeType = "topic", TaskDefaultRoutingKey = "task.work",
            TaskDefaultQueueType = "quorum",
        };

        var target = Router(options).Route("tasks.add");

        Assert.Equal(("tasks", "task.work"), (target.Exchange, target.RoutingKey));
        Assert.Equal(new ExchangeDeclaration { Name = "tasks", Type = "topic" }, target.Queue!.Exchange);
        Assert.Equal("quorum", target.Queue.Arguments!["x-queue-type"]);
    }

    [Fact]
    public void Queue_CreatesAMissingOne_WithADirectExchangeOfItsName()
    {
        var queue = Router(new() { TaskDefaultExchange = "tasks", TaskDefaultExchangeType = "topic" }).Queue("other");

        Assert.Equal(new QueueDeclaration { Name = "other", Exchange = new() { Name = "other" }, RoutingKey = "other" }, queue);
    }

    [Fact]
    public void Queue_CompletesListedOnes_FromTheDefaults()
    {
        var router = Router(new()
        {
            TaskQueues = [new() { Name = "a" }, new() { Name = "b", RoutingKey = "k", Arguments = new Dictionary<string, object?> { ["x-max-priority"] = 3 } }],
            TaskQueueMaxPriority = 10,
        });

        Assert.Equal([("celery", "celery", 10), ("celery", "k", 3)],
            router.ConfiguredQueues.Select(queue => (queue.Exchange!.Name, queue.RoutingKey, (int)queue.Arguments!["x-max-priority"]!)));
    }

    [Fact]
    public void Queue_TakesTypesOfMissingOnes_FromTheSettings()
    {
        var queue = Router(new() { TaskCreateMissingQueueType = "quorum", TaskCreateMissingQueueExchangeType = "topic" }).Queue("q");

        Assert.Equal(("topic", "quorum"), (queue.Exchange!.Type, queue.Arguments!["x-queue-type"]));
    }

    [Fact]
    public void Route_RefusesAnUnlistedQueue_WhenNoneAreCreated()
    {
        var router = Router(new() { TaskCreateMissingQueues = false });

        var e = Assert.Throws<QueueNotFoundException>(() => router.Route("tasks.add", new() { Queue = "other" }));

        Assert.Equal("other", e.Queue);
        Assert.Equal("celery", router.Route("tasks.add").RoutingKey);
    }

    [Theory]
    [InlineData("billing.close", "billing.*", true)]
    [InlineData("billing", "billing.*", false)]
    [InlineData("xbilling.close", "billing.*", false)]
    [InlineData("billing.close\nx", "billing.*", true)]
    [InlineData("a1b", "*[0-9]b", true)]
    [InlineData("axb", "*[!0-9]b", true)]
    [InlineData("a1b", "*[!0-9]b", false)]
    [InlineData("a^b", "*[^]b", true)]
    [InlineData("a]b", "*[]]b", true)]
    [InlineData("ab", "*?b", true)]
    [InlineData("a.b", "a?b", false)]
    [InlineData("a?b", "a?b", true)]
    [InlineData("A.b", "a.*", false)]
    [InlineData("a.(b)", "*.(b)", true)]
    [InlineData("a[b", "*[b", true)]
    public void Route_MatchesPatterns_AsFnmatchDoes(string task, string pattern, bool matches)
    {
        var router = Router(new() { TaskRoutes = [new() { Pattern = pattern, Queue = "matched" }] });

        Assert.Equal(matches ? "matched" : "celery", router.Route(task).RoutingKey);
        Assert.Equal(matches ? "matched" : "celery", router.Route(task).RoutingKey);
    }

    [Fact]
    public void Route_TakesTheFirstThatMatches_AndLetsTheCallWin()
    {
        var router = Router(new() { TaskRoutes = [new() { Pattern = "a.*", Queue = "first", Priority = 4 }, new() { Pattern = "*", Queue = "second" }] });

        Assert.Equal(("first", 4), (router.Route("a.b").RoutingKey, router.Route("a.b").Priority));
        Assert.Equal("second", router.Route("b").RoutingKey);
        Assert.Equal("mine", router.Route("a.b", new() { Queue = "mine" }).RoutingKey);
        Assert.Equal(("x", "k"), (router.Route("a.b", new() { Exchange = "x", RoutingKey = "k" }).Exchange, router.Route("a.b", new() { RoutingKey = "k", Exchange = "x" }).RoutingKey));
    }

    [Fact]
    public void Route_AsksFunctions_EveryTimeAndInTheirOrder()
    {
        var asked = new List<string>();
        var router = Router(new()
        {
            TaskRoutes =
            [
                TaskRoute.From(name =>
                {
                    asked.Add(name);
                    return name == "a" ? new TaskRoute { Pattern = "a", Queue = "chosen" } : null;
                }),
                new() { Pattern = "*", Queue = "rest" },
            ],
        });

        Assert.Equal(["chosen", "rest", "chosen"], [router.Route("a").RoutingKey, router.Route("b").RoutingKey, router.Route("a").RoutingKey]);
        Assert.Equal(["a", "b", "a"], asked);
    }

    [Fact]
    public void Route_PublishesToTheExchange_WhenTheQueuesIsNotDirect()
    {
        var router = Router(new()
        {
            TaskQueues =
            [
                new() { Name = "news", Exchange = new() { Name = "news", Type = "fanout", DeliveryMode = 1 }, RoutingKey = "n" },
                new() { Name = "all", Exchange = new() { Name = "news", Type = "fanout" }, IsBroadcast = true },
            ],
        });

        var target = router.Route("t", new() { Queue = "news" });

        Assert.Equal(("news", "n", 1), (target.Exchange, target.RoutingKey, target.DeliveryMode));
        Assert.Null(router.Route("t", new() { Queue = "all" }).Queue);
    }

    [Fact]
    public void Route_KeepsItsAnswers_PerTaskAndQueue()
    {
        var router = Router(new());

        Assert.Same(router.Route("a"), router.Route("a"));
        Assert.Same(router.Route("a", new() { Queue = "q" }), router.Route("a", new() { Queue = "q" }));
        Assert.NotSame(router.Route("a"), router.Route("a", new() { Queue = "q" }));
    }

    private static TaskRouter Router(CeleryOptions options) => new(options, "test://");
}
