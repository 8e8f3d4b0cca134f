using System.Collections.Concurrent;
using Interop.Client.Resp;
using Interop.Testing.Servers;
using Microsoft.Extensions.Logging;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespKeyWatcherTests : IAsyncLifetime
{
    private static readonly string[] Keys = ["celery", "celery\u0006\u00163", "other"];
    private readonly WarningLog _log = new();
    private RedisServer _server = null!;
    private RespClient _client = null!;
    private RespKeyWatcher _watcher = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _client = Connect(_server);
        _watcher = new RespKeyWatcher(Options(_server.Port), TimeProvider.System, _log, new Random(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _watcher.DisposeAsync();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Wait_ReturnsAtOnce_WhenAKeyIsThere()
    {
        await _client.AskAsync("LPUSH", "other", "x");
        Assert.Equal(RespWakeReason.KeyExists, await WaitAsync());
    }

    [Fact]
    public async Task Wait_WakesUp_OnAPushByAnotherClient_AgainAndAgain()
    {
        for (int i = 0; i < 50; i++)
        {
            Task<RespWakeReason> wait = WaitAsync();
            if (i % 2 == 0)
            {
                await ArmedAsync();
            }

            string key = Keys[i % Keys.Length];
            await _client.AskAsync("LPUSH", key, "x");
            Assert.Contains(await wait, new[] { RespWakeReason.KeyChanged, RespWakeReason.KeyExists });
            Assert.Equal("Bulk: x", await _client.AskAsync("RPOP", key));
        }
    }

    [Fact]
    public async Task Wait_WakesUp_OnATransactionAndOnAScript()
    {
        Task<RespWakeReason> wait = WaitAsync();
        await ArmedAsync();
        await _client.ExecuteBatchAsync(
            0,
            static (writer, _) =>
            {
                writer.Command("MULTI"u8, 0);
                writer.Command("LPUSH"u8, 2);
                writer.Bulk("celery");
                writer.Bulk("x");
                writer.Command("RPOP"u8, 1);
                writer.Bulk("celery");
                writer.Command("EXEC"u8, 0);
            },
            Token);
        Assert.Equal(RespWakeReason.KeyChanged, await wait);
        wait = WaitAsync();
        await ArmedAsync();
        await _client.AskAsync("EVAL", "return redis.call('LPUSH', KEYS[1], 'x')", 1, "other");
        Assert.Equal(RespWakeReason.KeyChanged, await wait);
    }

    [Fact]
    public async Task Wait_WakesUp_WhenTheDatabaseIsFlushed()
    {
        Task<RespWakeReason> wait = WaitAsync();
        await ArmedAsync();
        await _client.AskAsync("FLUSHALL");
        Assert.Equal(RespWakeReason.KeyChanged, await wait);
    }

    [Fact]
    public async Task Wait_ComesBack_AfterTheTimeAllowedOrWhenCancelled()
    {
        Assert.Equal(
            RespWakeReason.TimedOut, await _watcher.WaitAsync(Keys, TimeSpan.FromMilliseconds(30), Token));
        using var cancel = new CancellationTokenSource();
        Task<RespWakeReason> wait = _watcher.WaitAsync(Keys, Patience, cancel.Token).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => WaitAsync());
        await cancel.CancelAsync();
        await FailsAsync<OperationCanceledException>(() => wait);
        await _client.AskAsync("LPUSH", "celery", "x");
        Assert.NotEqual(RespWakeReason.TimedOut, await WaitAsync());
    }

    [Fact]
    public async Task Wait_WakesUp_AfterAReconnect()
    {
        Task<RespWakeReason> wait = WaitAsync();
        await ArmedAsync();
        await _server.KillAsync();
        await _server.StartAgainAsync();
        Assert.Equal(RespWakeReason.Reconnected, await wait);
        wait = WaitAsync();
        await ArmedAsync();
        await _client.AskAsync("PING");
        await _client.AskAsync("LPUSH", "celery", "x");
        Assert.Equal(RespWakeReason.KeyChanged, await wait);
    }

    [Fact]
    public async Task Wait_PollsAndWarnsOnce_WhenTrackingIsRefused()
    {
        await _client.AskAsync("ACL", "SETUSER", "old", "on", ">pw", "~*", "+@all", "-client|tracking");
        await using var watcher = new RespKeyWatcher(
            Options(_server.Port) with { User = "old", Password = "pw" }, TimeProvider.System, _log, new Random(1));
        Assert.Equal(RespWakeReason.TimedOut, await watcher.WaitAsync(Keys, TimeSpan.FromMilliseconds(30), Token));
        await _client.AskAsync("CLIENT", "KILL", "USER", "old");
        await EventuallyAsync(async () =>
        {
            try
            {
                return await watcher.WaitAsync(Keys, TimeSpan.FromMilliseconds(30), Token) == RespWakeReason.TimedOut;
            }
            catch (RespConnectionException)
            {
                return false;
            }
        });
        await _client.AskAsync("LPUSH", "celery", "x");
        Assert.Equal(RespWakeReason.KeyExists, await watcher.WaitAsync(Keys, Patience, Token));
        Assert.Single(_log.Lines, line => line.Contains("CLIENT TRACKING", StringComparison.Ordinal));
    }

    private async Task<RespWakeReason> WaitAsync() =>
        await _watcher.WaitAsync(Keys, Patience, Token).AsTask().WaitAsync(Patience, Token);

    /// <summary>The server has answered EXISTS: its tracking table holds the keys.</summary>
    private Task ArmedAsync() => EventuallyAsync(async () =>
    {
        try
        {
            return (await _client.ExecuteAsync("INFO", ["stats"], Token)).Text
                .Contains($"tracking_total_keys:{Keys.Length}\r", StringComparison.Ordinal);
        }
        catch (RespConnectionException)
        {
            return false;
        }
    });

    private sealed class WarningLog : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
