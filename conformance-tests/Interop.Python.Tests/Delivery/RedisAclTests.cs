using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Delivery;

/// <summary>Users of Redis with the rights that <c>docs/delivery.md</c> names, and with fewer.</summary>
public sealed class RedisAclTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private RedisServer? _redis;
    private PythonDriver? _driver;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _driver = await PythonDriver.SharedAsync();
    }

    public async ValueTask DisposeAsync() => await _redis!.DisposeAsync();

    [Fact]
    public async Task WorkerAndProducer_NeedNoMoreRights_ThanTheDocumentNames()
    {
        await RedisAsync(["ACL", "SETUSER", "celery", "on", ">secret", .. DocumentedRights()]);
        var options = Options("celery");
        await using var app = CeleryApp.Create(options);
        await using (var worker = await StartAsync(options))
        {
            var sum = await app.SendTaskAsync<int>("acl.add", [1, 2], cancellationToken: Cancellation);
            Assert.Equal(3, await sum.GetAsync(Deadline, Cancellation));
            var again = await app.SendTaskAsync<int>("acl.again", [4], cancellationToken: Cancellation);
            Assert.Equal(4, await again.GetAsync(Deadline, Cancellation));
            await Eventually.TrueAsync(
                async () => (await app.Control.Inspect(new() { Limit = 1, Timeout = TimeSpan.FromSeconds(5) }).PingAsync(Cancellation)).Count == 1,
                Deadline, "the worker to answer", Cancellation);
            await app.SendTaskAsync("acl.add", [1, 2], options: new() { Countdown = TimeSpan.FromHours(1) }, cancellationToken: Cancellation);
            await Eventually.TrueAsync(
                async () => await RedisAsync(["HLEN", "unacked"]) == "1", Deadline, "a task to be held", Cancellation);
        }

        // Given back at the end.
        Assert.Equal("1", await RedisAsync(["LLEN", "celery"]));
        Assert.Equal("[]", await RedisAsync(["ACL", "LOG"]));
    }

    [Fact]
    public async Task Publish_SaysWhatTheUserMayNot()
    {
        await RedisAsync(["ACL", "SETUSER", "reader", "on", ">secret", "~*", "&*", "+@read", "+@connection"]);
        await using var app = CeleryApp.Create(Options("reader"));

        var error = await Assert.ThrowsAnyAsync<BrokerException>(
            async () => await app.SendTaskAsync("acl.add", [1, 2], cancellationToken: Cancellation));

        Assert.Contains("NOPERM", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_SaysWhatTheUserMayNot()
    {
        await RedisAsync(["ACL", "SETUSER", "other", "on", ">secret", "~other*", "~_kombu.binding.*", "&*", "+@all"]);
        await using var worker = await StartAsync(Options("other"));

        await worker.SaysAsync("NOPERM", Deadline);
    }

    [Fact]
    public async Task Worker_SaysThatThePasswordIsWrong()
    {
        await RedisAsync(["ACL", "SETUSER", "celery", "on", ">another", "~*", "&*", "+@all"]);
        await using var worker = await StartAsync(Options("celery"));

        await worker.SaysAsync("refused the login of user 'celery'", Deadline);
    }

    /// <summary>The words of the rule in the document, those after the password.</summary>
    private static IEnumerable<string> DocumentedRights()
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "delivery.md"));
        var begin = text.IndexOf("ACL SETUSER celery on >secret", StringComparison.Ordinal);
        var end = text.IndexOf("```", begin, StringComparison.Ordinal);
        return text[begin..end].Replace("\\\n", " ", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(5);
    }

    private CeleryOptions Options(string user)
    {
        var url = $"redis://{user}:secret@127.0.0.1:{_redis!.Port.ToString(CultureInfo.InvariantCulture)}/0";
        return new() { BrokerUrl = url, ResultBackend = url, ResultTimeout = Deadline, WorkerConcurrency = 2 };
    }

    private Task<LocalWorker> StartAsync(CeleryOptions options) => LocalWorker.StartAsync(
        options,
        worker =>
        {
            worker.Mingle = true;
            worker.Gossip = true;
            worker.SendHeartbeats = true;
            worker.MapTask("acl.add", (int x, int y) => x + y).WithAcksLate();
            worker.MapTask("acl.again", (int x, Interop.Worker.Execution.TaskContext task) =>
                task.Retries == 0 ? throw task.Retry(countdown: TimeSpan.Zero) : x);
        },
        Cancellation);

    private async Task<string> RedisAsync(string[] words) => (await _driver!.CallAsync("redis", new()
    {
        ["url"] = _redis!.Url,
        ["words"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]),
    }, Cancellation)).GetRawText();
}
