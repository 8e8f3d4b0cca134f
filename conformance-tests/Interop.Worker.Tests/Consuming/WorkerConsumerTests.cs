using System.Text;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Worker.Consuming;
using Interop.Worker.Execution.Pools;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Tests.Consuming;

public sealed class WorkerConsumerTests : IAsyncDisposable
{
    private const string Foreign = """{"task": "t.body", "args": [], "kwargs": {}, "options": {}, "subtask_type": "their_own", "immutable": false}""";

    private TestRuntime _runtime = null!;
    private AsyncPool _pool = null!;
    private PrefetchGate _gate = null!;
    private WorkerConsumer _consumer = null!;
    private int _runs;

    [Fact]
    public async Task Receive_RunsATaskAndAcks()
    {
        Start();
        var delivery = TestDelivery.Of("t.add", "[2, 3]");

        await ReceiveAsync(delivery);

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        await _pool.StopAsync();
        Assert.Equal("Task t.add[task-id] received", _runtime.Logs.Messages[0]);
        Assert.Equal((0, 0, 1), (_runtime.Runtime.Counts.Active, _runtime.Runtime.Counts.Reserved, _runtime.Runtime.Counts.Processed));
    }

    [Fact]
    public async Task Receive_TellsOfATask_ThatMayRunAtOnce_WhenItIsAlreadyCounted()
    {
        Start();
        List<int> reserved = [];
        _consumer.OnTask = () => reserved.Add(_runtime.Runtime.Counts.Reserved);

        await ReceiveAsync(TestDelivery.Of("t.add", "[2, 3]", headers: h => h with
        {
            Eta = IsoTimestamp.From(_runtime.Time.GetUtcNow().AddHours(1)),
        }));
        Assert.Empty(reserved);
        var delivery = TestDelivery.Of("t.add", "[2, 3]", id: "other");
        await ReceiveAsync(delivery);

        Assert.Equal([2], reserved);
        await SettledAsync(delivery);
    }

    [Fact]
    public async Task Receive_RevokesAnExpiredTask_WithoutRunningIt()
    {
        Start();
        var delivery = TestDelivery.Of("t.add", "[2, 3]", headers: h => h with
        {
            Expires = IsoTimestamp.From(_runtime.Time.GetUtcNow().AddSeconds(-1)),
        });

        await ReceiveAsync(delivery);

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        Assert.Equal(TaskState.Revoked, (await MetaAsync())!.Status);
        Assert.Equal(["Task t.add[task-id] received", "Discarding revoked task: t.add[task-id]"], _runtime.Logs.Messages);
        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task Receive_HoldsAnEtaTaskBesideThePrefetch_UntilItsTime()
    {
        Start();
        var delivery = WaitingDelivery();

        await ReceiveAsync(delivery);
        Assert.Equal((1, 9, false), (_consumer.Waiting.Count, _gate.Current, delivery.IsSettled));

        _runtime.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        await _consumer.DisposeAsync();
        Assert.Equal((0, 8), (_consumer.Waiting.Count, _gate.Current));
    }

    [Fact]
    public async Task Receive_LeavesAnEtaTaskAlone_ThatTheBrokerDeliversAgain()
    {
        Start();
        var lost = WaitingDelivery();
        await ReceiveAsync(lost);
        lost.Lose();

        _runtime.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => _gate.Current == 8, TestRuntime.Limit, "the lost task to be dropped");
        await _pool.StopAsync();

        Assert.Equal((0, 0, false), (_runs, _runtime.Runtime.Counts.Reserved, lost.IsSettled));
    }

    [Fact]
    public async Task Receive_DropsEtaTasksOfALostConnection_WhenTheyComeAgain()
    {
        Start();
        TestDelivery[] lost = [WaitingDelivery(), WaitingDelivery()];
        foreach (var delivery in lost)
        {
            await ReceiveAsync(delivery);
            delivery.Lose();
        }

        await ReceiveAsync(WaitingDelivery());

        Assert.Equal((1, 9, 1), (_consumer.Waiting.Count, _gate.Current, _runtime.Runtime.Counts.Reserved));
        Assert.Single(_consumer.Waiting.Read());
    }

    [Theory]
    [InlineData("2026-01-02T03:04:15", true)]
    [InlineData("2026-01-02T03:04:04", false)]
    [InlineData("2026-01-02T04:04:15+01:00", true)]
    public async Task Receive_ReadsNaiveTimesAsUtc(string eta, bool waits)
    {
        Start();
        Assert.True(IsoTimestamp.TryParse(eta, out var at));

        await ReceiveAsync(TestDelivery.Of("t.add", "[2, 3]", headers: h => h with { Eta = at }));

        Assert.Equal(waits ? 1 : 0, _consumer.Waiting.Count);
    }

    [Theory]
    [InlineData($$"""{"chord": {{Foreign}}}""")]
    [InlineData($$"""{"callbacks": [{{Foreign}}]}""")]
    [InlineData($$"""{"chain": [{"task": "celery.chord", "args": [], "kwargs": {"header": [], "body": {{Foreign}}}, "options": {}, "subtask_type": "chord", "immutable": false}]}""")]
    public async Task Receive_ParksWhatItCannotFinish_AndGivesItBackLater(string embed)
    {
        Start();
        var delivery = TestDelivery.Of("t.add", "[2, 3]", embed: embed);

        await ReceiveAsync(delivery);
        Assert.Equal((1, 9, 0, false), (_consumer.Parked, _gate.Current, _runs, delivery.IsSettled));

        _runtime.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Settlement.Requeue, await SettledAsync(delivery));
        Assert.Equal((0, 8, 0), (_consumer.Parked, _gate.Current, _runs));
        Assert.Contains("of a kind this worker does not know", Assert.Single(_runtime.Logs.Entries, e => e.Level == LogLevel.Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_ParksLonger_WhenTheSameMessageComesAgain()
    {
        Start();
        foreach (var seconds in (int[])[30, 60, 120, 240, 480, 600, 600])
        {
            var delivery = TestDelivery.Of("t.add", "[2, 3]", embed: $$"""{"chord": {{Foreign}}}""");
            await ReceiveAsync(delivery);
            _runtime.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(1, _consumer.Parked);

            _runtime.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(Settlement.Requeue, await SettledAsync(delivery));
        }

        Assert.Single(_runtime.Logs.Entries, e => e.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Receive_RejectsAnUnknownTask_AfterItsFailureIsStored()
    {
        Start();
        var delivery = TestDelivery.Of("t.ad", "[2, 3]");

        await ReceiveAsync(delivery);

        Assert.Equal(Settlement.Reject, await SettledAsync(delivery));
        Assert.Equal("NotRegistered('t.ad')", (await MetaAsync())!.Error!.ToString());
        var entry = Assert.Single(_runtime.Logs.Entries);
        Assert.StartsWith("Received unregistered task of type 't.ad'.", entry.Message, StringComparison.Ordinal);
        Assert.Contains("'t.add'", entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_ParksAnUnknownTask_WhenToldTo()
    {
        Start(worker => worker.UnknownTasks = UnknownTaskPolicy.Park);

        await ReceiveAsync(TestDelivery.Of("t.other"));

        Assert.Equal(1, _consumer.Parked);
        Assert.Null(await MetaAsync());
    }

    public static TheoryData<string, string?, string, string?> Unreadable => new()
    {
        { "{", "application/json", "a cut off body", null },
        { "", "application/json", "an empty body", null },
        { "[[], {}]", "application/json", "two elements", null },
        { "[[], {}, {}]", "application/x-python-serialize", "refused content", null },
        { "[[], {}, {}]", null, "no content type", null },
        { "[[], {}, {}]", "application/json", "unknown compression", "application/x-lzma" },
        { "[[], {}, {}]", "application/json", "compression that is none", "application/x-gzip" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Receive_PutsUnreadableMessagesAside_BytesAndHeaders(string body, string? contentType, string what, string? compression)
    {
        Start();
        var delivery = Raw(body, contentType, compression);

        await ReceiveAsync(delivery);

        Assert.Equal((what, Settlement.Ack), (what, await SettledAsync(delivery)));
        var kept = Assert.Single(await _runtime.TakeAsync("celery.undecodable"));
        Assert.Equal(body, Encoding.UTF8.GetString(kept.Body.Span));
        Assert.Equal((contentType, "t.add", "me", compression),
            (kept.Properties.ContentType, kept.Headers.Task, kept.Headers.Extra!["mine"]!.Value.AsString(), kept.Headers.Compression));
        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task Receive_PutsMalformedHeadersAside_AsTheyCame()
    {
        Start();
        var headers = MessageHeadersCodec.Read(new WireMap().With("task", "t.add").With("id", "task-id").With("eta", "yesterday"));
        var delivery = new TestDelivery(Raw("[[2, 3], {}, {}]", "application/json", null).Message with { Headers = headers });

        await ReceiveAsync(delivery);

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        var kept = Assert.Single(await _runtime.TakeAsync("celery.undecodable"));
        Assert.Equal("yesterday", kept.Headers.Extra!["eta"]!.Value.AsString());
    }

    [Fact]
    public async Task Receive_RejectsUnreadableMessages_WhenToldTo()
    {
        Start(worker => worker.Undeliverable = UndeliverablePolicy.Reject);
        var delivery = Raw("{", "application/json", null);

        await ReceiveAsync(delivery);

        Assert.Equal(Settlement.Reject, await SettledAsync(delivery));
        Assert.Equal(0, await _runtime.App.Broker.CountAsync("celery.undecodable", CancellationToken.None));
    }

    [Fact]
    public async Task Receive_ReadsCompressedBodies()
    {
        Start();
        var body = Protocol.Serialization.Compression.CompressionRegistry.Default.Get("zlib").Compress("[[2, 3], {}, {}]"u8);
        var delivery = new TestDelivery(Raw("", "application/json", "application/x-gzip").Message with { Body = body });

        await ReceiveAsync(delivery);
        await SettledAsync(delivery);
        await _pool.StopAsync();

        Assert.Equal("5"u8.ToArray(), (await MetaAsync())!.ResultJson.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await _pool.DisposeAsync();
        await _runtime.DisposeAsync();
    }

    private void Start(Action<CeleryWorkerBuilder>? configure = null)
    {
        _runtime = new TestRuntime(worker =>
        {
            worker.MapTask("t.add", (int x, int y) =>
            {
                Interlocked.Increment(ref _runs);
                return x + y;
            });
            configure?.Invoke(worker);
        });
        _pool = new AsyncPool(_runtime.Runtime, _runtime.Runner, 8);
        _gate = new PrefetchGate(2, 4, etaLimit: null, parkLimit: 1000);
        _consumer = new WorkerConsumer(_runtime.Runtime, _runtime.Runner, _pool, _gate);
    }

    private static TestDelivery Raw(string body, string? contentType, string? compression) => new(new WireMessage
    {
        Headers = new MessageHeaders
        {
            Task = "t.add",
            Id = "task-id",
            Compression = compression,
            Extra = new WireMap().With("mine", "me"),
        },
        Properties = new MessageProperties { ContentType = contentType, ContentEncoding = "utf-8", RoutingKey = "celery" },
        Body = Encoding.UTF8.GetBytes(body),
    });

    private TestDelivery WaitingDelivery() => TestDelivery.Of("t.add", "[2, 3]", headers: h => h with
    {
        Eta = IsoTimestamp.From(_runtime.Time.GetUtcNow().AddSeconds(10)),
    });

    private async Task ReceiveAsync(TestDelivery delivery)
    {
        await _consumer.ReceiveAsync(delivery, CancellationToken.None);
        await _consumer.WhenSettledAsync().WaitAsync(TestRuntime.Limit);
    }

    private static Task<Settlement> SettledAsync(TestDelivery delivery) => delivery.Settled.WaitAsync(TestRuntime.Limit);

    private ValueTask<ResultMeta?> MetaAsync() => _runtime.App.Backend.GetAsync("task-id", CancellationToken.None);
}
