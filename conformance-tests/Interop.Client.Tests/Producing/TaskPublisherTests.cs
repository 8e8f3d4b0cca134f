using System.Text;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Compression;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Tests.Producing;

public sealed class TaskPublisherTests
{
    private static readonly TaskRef<int> Add = new("tasks.add");
    private static readonly byte[] Five = "5"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendTask_CarriesEveryOption()
    {
        await using var test = new TestApp();

        var sent = await test.App.SendTaskAsync("tasks.add", [1], options: new()
        {
            Eta = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)), Expires = TestApp.Now.AddHours(1), Queue = "q", Priority = 3,
            Headers = new Dictionary<string, object?> { ["tenant"] = "acme", ["origin"] = "me" }, Link = [Add.S(1)], LinkError = [Add.Si(2)],
            Shadow = "adding", TimeLimit = TimeSpan.FromSeconds(30), SoftTimeLimit = TimeSpan.FromSeconds(20.5), TaskId = "my-id", RootId = "root",
            ParentId = "parent", GroupId = "group", GroupIndex = 2, IgnoreResult = true, ReplyTo = "replies", Chain = [Add.S(3)], Retries = 1,
            DeliveryMode = 1, ArgsRepr = "(secret)", KwargsRepr = "{...}",
        }, cancellationToken: Token);

        var task = TaskMessageCodec.Read(test.Broker.Single, test.Broker.Single.Body);
        Assert.Equal(("my-id", true), (sent.Id, sent.IsIgnored));
        Assert.Equal(("2026-05-06T07:08:09+02:00", "2026-01-02T04:04:05.678901+00:00", "3600000"),
            (task.Headers.Eta.ToString(), task.Headers.Expires.ToString(), task.Properties.Expiration));
        Assert.Equal(("q", 3, 1, "replies"), (task.Properties.RoutingKey, task.Properties.Priority, task.Properties.DeliveryMode, task.Properties.ReplyTo));
        Assert.Equal(("root", "parent", "group", 2L, 1), (task.Headers.RootId, task.Headers.ParentId, task.Headers.Group, task.Headers.GroupIndex, task.Headers.Retries));
        Assert.Equal((new TimeLimit(30, 20.5), "adding", true, "(secret)", "{...}"),
            (task.Headers.TimeLimit, task.Headers.Shadow, task.Headers.IgnoreResult, task.Headers.ArgsRepr, task.Headers.KwargsRepr));
        Assert.Equal((1, 1, 1), (task.Embed.Callbacks!.Count, task.Embed.Errbacks!.Count, task.Embed.Chain!.Count));
        Assert.True(task.Embed.Errbacks[0].Immutable);
        Assert.Equal("me", MessageHeadersCodec.ToMap(task.Headers, CeleryRelease.V56)["origin"]!.Value.AsString());
        Assert.Equal("acme", task.Headers.Extra!["tenant"]!.Value.AsString());
    }

    [Fact]
    public async Task SendTask_RefusesCountdownTogetherWithEta()
    {
        await using var test = new TestApp();

        await Assert.ThrowsAsync<ArgumentException>(async () => await test.App.SendTaskAsync(
            "tasks.add", options: new() { Countdown = TimeSpan.FromSeconds(1), Eta = TestApp.Now }, cancellationToken: Token));
    }

    [Fact]
    public async Task SendTask_RefusesASerializer_ThatIsNotThere()
    {
        await using var test = new TestApp();

        var e = await Assert.ThrowsAsync<MessageEncodeException>(async () => await test.App.SendTaskAsync(
            "tasks.add", options: new() { Serializer = "marshal" }, cancellationToken: Token));

        Assert.Contains("'marshal'", e.Message, StringComparison.Ordinal);
        Assert.Empty(test.Broker.Messages);
    }

    [Theory]
    [InlineData("zlib")]
    [InlineData("gzip")]
    [InlineData("application/x-gzip")]
    public async Task SendTask_CompressesAsZlib_UnderKombusName(string name)
    {
        await using var test = new TestApp(new() { TaskCompression = name });

        await test.App.SendTaskAsync("tasks.add", [new string('x', 1000)], cancellationToken: Token);

        var message = test.Broker.Single;
        Assert.Equal("application/x-gzip", message.Headers.Compression);
        Assert.Equal([0x78], message.Body[..1].ToArray());
        var body = Encoding.UTF8.GetString(CompressionRegistry.Default.Decompress(message.Headers.Compression!, message.Body));
        Assert.StartsWith("[[\"xxx", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CeleryRelease.V52, "application/x-bz2")]
    [InlineData(CeleryRelease.V53, "application/x-brotli")]
    public async Task SendTask_CompressesAsTheReleaseReadsItsSettings(CeleryRelease release, string expected)
    {
        await using var test = new TestApp(new() { Release = release, TaskCompression = "brotli", ResultCompression = "bzip" });

        await test.App.SendTaskAsync("tasks.add", [1, 2], cancellationToken: Token);

        Assert.Equal(expected, test.Broker.Single.Headers.Compression);
    }

    [Fact]
    public async Task SendTask_RefusesACompression_ThatIsNotThere()
    {
        await using var test = new TestApp();

        await Assert.ThrowsAsync<MessageEncodeException>(async () => await test.App.SendTaskAsync(
            "tasks.add", options: new() { Compression = "rot13" }, cancellationToken: Token));
    }

    [Fact]
    public async Task SendTask_WarnsOnce_WhenATaskHasExpiredAlready()
    {
        await using var test = new TestApp();

        await test.App.SendTaskAsync("tasks.add", options: new() { Expires = TimeSpan.FromSeconds(-5) }, cancellationToken: Token);

        Assert.Equal("0", test.Broker.Single.Properties.Expiration);
        Assert.Equal(1000, Assert.Single(test.Log.Entries, entry => entry.Level == LogLevel.Warning).Id.Id);
    }

    [Theory]
    [InlineData(CeleryRelease.V50, null)]
    [InlineData(CeleryRelease.V52, "60000")]
    public async Task SendTask_SetsTheExpiration_FromCelery52On(CeleryRelease release, string? expiration)
    {
        await using var test = new TestApp(new() { Release = release });

        await test.App.SendTaskAsync("tasks.add", options: new() { Expires = TimeSpan.FromSeconds(60) }, cancellationToken: Token);

        Assert.Equal(expiration, test.Broker.Single.Properties.Expiration);
    }

    [Fact]
    public async Task SendTask_TakesThePriority_FromCallThenRouteThenParentThenSetting()
    {
        await using var test = new TestApp(new()
        {
            TaskDefaultPriority = 1, TaskInheritParentPriority = true, TaskRoutes = [new() { Pattern = "routed", Priority = 3 }],
        });

        await test.App.SendTaskAsync("a", cancellationToken: Token);
        test.App.CurrentTask = new RunningTask { TaskId = "p", InheritedPriority = 2 };
        await test.App.SendTaskAsync("a", cancellationToken: Token);
        await test.App.SendTaskAsync("routed", cancellationToken: Token);
        await test.App.SendTaskAsync("routed", options: new() { Priority = 4 }, cancellationToken: Token);

        Assert.Equal([1, 2, 3, 4], test.Broker.Messages.Select(message => message.Properties.Priority));
    }

    [Fact]
    public async Task SendTask_StaysOutOfTheParentsChildren_WhenToldSo()
    {
        await using var test = new TestApp();
        var parent = new RunningTask { TaskId = "p" };
        test.App.CurrentTask = parent;

        await test.App.SendTaskAsync("a", options: new() { AddToParent = false }, cancellationToken: Token);

        Assert.Empty(parent.Children);
        Assert.Equal("p", test.Broker.Single.Headers.ParentId);
        Assert.Equal("p", test.Broker.Single.Headers.RootId);
    }

    [Fact]
    public async Task SendTask_TriesAgain_AsThePolicySays()
    {
        await using var test = new TestApp(time: TimeProvider.System);
        test.Broker.OnPublish = (attempt, _) => attempt < 3 ? throw Broken("connection reset.") : default;
        var policy = new PublishRetryPolicy { IntervalStep = TimeSpan.FromMilliseconds(1) };

        await test.App.SendTaskAsync("a", options: new() { RetryPolicy = policy }, cancellationToken: Token);

        Assert.Single(test.Broker.Messages);
        Assert.Equal([1001, 1001], test.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Id.Id));
    }

    [Theory]
    [InlineData(null, 4)]
    [InlineData(false, 1)]
    public async Task SendTask_GivesUp_AfterTheRetries(bool? retry, int attempts)
    {
        await using var test = new TestApp(
            new() { TaskPublishRetryPolicy = PublishRetryPolicy.Default with { IntervalStep = TimeSpan.FromMilliseconds(1) } }, TimeProvider.System);
        test.Broker.OnPublish = (_, _) => throw Broken("connection reset.");

        await Assert.ThrowsAsync<BrokerUnreachableException>(
            async () => await test.App.SendTaskAsync("a", options: new() { Retry = retry }, cancellationToken: Token));

        Assert.Equal(attempts, test.Broker.Attempts);
    }

    [Fact]
    public async Task SendTask_DoesNotTryAgain_WhenTheBrokerRefused()
    {
        await using var test = new TestApp();
        test.Broker.OnPublish = (_, _) => throw new PublishRejectedException("no.", "b");

        await Assert.ThrowsAsync<PublishRejectedException>(async () => await test.App.SendTaskAsync("a", cancellationToken: Token));

        Assert.Equal(1, test.Broker.Attempts);
    }

    [Fact]
    public async Task SendTask_NamesBrokerQueueAndTime_WhenTheDeadlineIsOver()
    {
        await using var test = new TestApp(new() { PublishTimeout = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        test.Broker.OnPublish = async (_, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);

        var e = await Assert.ThrowsAsync<BrokerUnreachableException>(async () => await test.App.SendTaskAsync("a", cancellationToken: Token));

        Assert.True(e.IsTransient);
        Assert.Contains("recording:// did not take the message for 'celery' within 0.02 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendTask_IsCancelled_ByTheCaller()
    {
        await using var test = new TestApp();
        using var source = new CancellationTokenSource();
        test.Broker.OnPublish = async (_, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await test.App.SendTaskAsync("a", cancellationToken: source.Token));
    }

    [Fact]
    public async Task Publish_FillsInTheTarget_AndKeepsTheMessage()
    {
        await using var test = new TestApp();
        var message = new TaskMessage
        {
            Properties = new() { CorrelationId = "id", ReplyTo = "r", Priority = 5, Redelivered = true, DeliveryTag = "old" },
            Headers = new() { Task = "a", Id = "id", Retries = 2, Extra = new WireMap().With("tenant", "acme") },
            Arguments = new() { ArgsJson = "[1,2]"u8.ToArray() },
        };

        await test.App.Publisher.PublishAsync(message, test.App.Router.Route("a", new() { Queue = "q" }), Token);

        var wire = test.Broker.Single;
        Assert.Equal(("", "q", 5, 2, "id"),
            (wire.Properties.Exchange, wire.Properties.RoutingKey, wire.Properties.Priority, wire.Properties.DeliveryMode, wire.Properties.CorrelationId));
        Assert.Equal((null, false, "application/json"), (wire.Properties.DeliveryTag, wire.Properties.Redelivered, wire.Properties.ContentType));
        Assert.StartsWith("[[1,2], {}, ", Encoding.UTF8.GetString(wire.Body.Span), StringComparison.Ordinal);
        Assert.Equal("acme", wire.Headers.Extra!["tenant"]!.Value.AsString());
        Assert.Equal("q", Assert.Single(test.Broker.Queues).Name);
    }

    [Fact]
    public async Task SendSignature_SplicesTheParentsResult_AsItStands()
    {
        await using var test = new TestApp();
        var result = "{\"a\":1.50,  \"b\":[\"\\u00fc\"]}"u8.ToArray();

        await test.App.Publisher.SendSignatureAsync(Add.S(2), new() { PrependResultJson = result, RootId = "root", ParentId = "parent", Priority = 7 }, Token);
        await test.App.Publisher.SendSignatureAsync(Add.Si(2), new() { PrependResultJson = result }, Token);

        var (mutable, immutable) = (test.Broker.Messages[0], test.Broker.Messages[1]);
        Assert.StartsWith("[[{\"a\":1.50,  \"b\":[\"\\u00fc\"]}, 2], {}, ", Encoding.UTF8.GetString(mutable.Body.Span), StringComparison.Ordinal);
        Assert.Equal("({'a': 1.5, 'b': ['ü']}, 2)", mutable.Headers.ArgsRepr);
        Assert.Equal(("root", "parent", 7), (mutable.Headers.RootId, mutable.Headers.ParentId, mutable.Properties.Priority));
        Assert.StartsWith("[[2], {}, ", Encoding.UTF8.GetString(immutable.Body.Span), StringComparison.Ordinal);
        Assert.Equal("[2]", immutable.Headers.ArgsRepr);
    }

    [Fact]
    public async Task SendSignature_KeepsItsGroupAndStamps_WhenTheCallNamesOthers()
    {
        await using var test = new TestApp();
        var options = new WireMap().With("group_id", "own").With("stamped_headers", new WireValue[] { "who" }).With("who", "me").With("queue", "q");
        var call = new SignatureCall
        {
            GroupId = "other", GroupIndex = 4, StampedHeaders = ["who", "why"], Stamps = new WireMap().With("who", "you").With("why", "so"),
        };

        await test.App.Publisher.SendSignatureAsync(Add.S(1) with { Options = options }, call, Token);

        var headers = test.Broker.Single.Headers;
        Assert.Equal(("own", 4L, "q"), (headers.Group, headers.GroupIndex, test.Broker.Single.Properties.RoutingKey));
        Assert.Equal(["who", "why"], headers.StampedHeaders);
        Assert.Equal(new WireMap().With("who", "me").With("why", "so"), headers.Stamps);
        Assert.Null(headers.Extra);
    }

    [Fact]
    public async Task SendSignature_ContinuesTheChain_ThatComesAfterAComposite()
    {
        await using var test = new TestApp();
        var rest = new[] { Add.S(9) };

        await test.App.Publisher.SendSignatureAsync(
            Chain.Of(Add.S(1), Add.S(2)), new() { PrependResultJson = Five, Chain = rest, RootId = "root", ParentId = "parent" }, Token);

        var task = TaskMessageCodec.Read(test.Broker.Single, test.Broker.Single.Body);
        Assert.Equal([9, 2], task.Embed.Chain!.Select(step => (int)step.Args[0].AsInt64()));
        // As in Celery a chain leaves the parent to the task that is running, of which there is none.
        Assert.Equal(("root", null), (task.Headers.RootId, task.Headers.ParentId));
        Assert.Equal("root", task.Embed.Chain![1].OptionText("root_id"));
    }

    [Fact]
    public async Task SendSignature_NumbersTheMembersOfAGroup_FromCelery53On()
    {
        await using var test = new TestApp();

        var result = await test.App.Publisher.SendSignatureAsync(
            Group.Of(Add.S(1), Group.Of(Add.S(2)), Add.S(3)), new() { PrependResultJson = Five, ParentId = "p" }, Token);

        Assert.Equal([0L, 0L, 2L], test.Broker.Messages.Select(message => message.Headers.GroupIndex));
        Assert.All(test.Broker.Messages, message => Assert.Equal((result.Id, "p"), (message.Headers.Group, message.Headers.ParentId)));
        Assert.Equal(test.Broker.Messages.Select(message => message.Headers.Id), result.Children!.Select(child => child.Id));
        Assert.StartsWith("[[5, 1]", Encoding.UTF8.GetString(test.Broker.Messages[0].Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendSignature_PublishesNothing_WhenAPartCannotBeCalled()
    {
        await using var test = new TestApp(backend: new ChordRecorder(counts: true));
        var bodiless = new Signature("celery.chord", []) { SubtaskType = "chord" };
        Signature[] composites = [bodiless, Group.Of(Add.S(1), bodiless), Chain.Of(Add.S(1), bodiless),
            new Signature("celery.chain", []) { SubtaskType = "chain" }, new Signature("mine", []) { SubtaskType = "mine" }];

        foreach (var composite in composites)
        {
            await Assert.ThrowsAsync<CanvasNotSupportedException>(
                async () => await test.App.Publisher.SendSignatureAsync(composite, SignatureCall.Empty, Token));
        }

        await Assert.ThrowsAsync<CanvasNotSupportedException>(async () => await test.App.Publisher.SendSignatureAsync(
            Group.Of(Add.S(1)), new() { Options = new() { Link = [Add.S(2)] } }, Token));

        Assert.Empty(test.Broker.Messages);
    }

    [Fact]
    public async Task SendSignature_PublishesNothing_WhenAChordHasNoBackend()
    {
        await using var test = new TestApp();
        var chord = Group.Of(Add.S(1), Add.S(2)) | Add.S(3);

        var e = await Assert.ThrowsAsync<CanvasNotSupportedException>(
            async () => await test.App.Publisher.SendSignatureAsync(chord, SignatureCall.Empty, Token));

        Assert.Contains("Set result_backend", e.Message, StringComparison.Ordinal);
        Assert.Empty(test.Broker.Messages);
    }

    [Fact]
    public async Task SendSignature_PublishesNothing_WhenAnOptionOfAMemberCannotBeRead()
    {
        await using var test = new TestApp();
        var group = Group.Of(Add.S(1), Add.S(2) with { Options = new WireMap().With("countdown", "soon") });

        var e = await Assert.ThrowsAsync<MessageDecodeException>(
            async () => await test.App.Publisher.SendSignatureAsync(group, SignatureCall.Empty, Token));

        Assert.Equal("The option 'countdown' of the signature of tasks.add is 'soon'; expected a number.", e.Message);
        Assert.Empty(test.Broker.Messages);
    }

    [Fact]
    public void Bar_ChainsSignatures_AsChainOfDoes() =>
        Assert.Equal(
            SignatureCodec.ToMap(Chain.Of(Add.S(1, 2), Add.S(3), Add.S(4)), CeleryRelease.V56),
            SignatureCodec.ToMap(Add.S(1, 2) | Add.S(3) | Add.S(4), CeleryRelease.V56));

    [Fact]
    public void CanExecute_TellsKindsItKnows_FromOthers()
    {
        Assert.True(TaskPublisher.CanExecute(Chain.Of(Add.S(1), Group.Of(Add.S(1), Add.S(2)), Add.S(3))));
        Assert.True(TaskPublisher.CanExecute(Group.Of()));
        Assert.False(TaskPublisher.CanExecute(new Signature("mine", []) { SubtaskType = "mine" }));
        Assert.False(TaskPublisher.CanExecute(Group.Of(Add.S(1)) with { Kwargs = new WireMap().With("tasks", WireValue.List([new WireMap().With("task", "mine").With("subtask_type", "mine")])) }));
    }

    [Fact]
    public async Task SendSignature_AddsOneChild_ForAWholeGroup()
    {
        await using var test = new TestApp();
        var parent = new RunningTask { TaskId = "p" };
        test.App.CurrentTask = parent;

        var result = await test.App.Publisher.SendSignatureAsync(Group.Of(Add.S(1), Add.S(2)), SignatureCall.Empty, Token);

        Assert.Equal(ResultTupleCodec.ToValue(result), ResultTupleCodec.ToValue(Assert.Single(parent.Children)));
    }

    private static BrokerUnreachableException Broken(string message) => new(message, "recording://");
}
