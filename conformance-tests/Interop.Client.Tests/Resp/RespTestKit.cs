using Interop.Client.Resp;
using Interop.Testing.Servers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Client.Tests.Resp;

/// <summary>Short ways to what these tests need all the time.</summary>
internal static class RespTestKit
{
    /// <summary>No test should come near this; it turns a hang into a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static RespOptions Options(int port) => new()
    {
        Endpoints = [new RespEndpoint("127.0.0.1", port)],
        ReconnectDelay = TimeSpan.FromMilliseconds(10),
        ReconnectMaxDelay = TimeSpan.FromMilliseconds(200),
    };

    public static RespClient Connect(RespOptions options, ILogger? logger = null) =>
        new(options, TimeProvider.System, logger ?? NullLogger.Instance, new Random(7));

    public static RespClient Connect(RedisServer server) => Connect(Options(server.Port));

    public static async Task<string> AskAsync(this IRespExecutor client, string command, params RespArgument[] arguments)
    {
        RespReply reply = await client.ExecuteAsync(command, arguments, Token).AsTask().WaitAsync(Patience, Token);
        return RespParserTests.Describe(reply);
    }

    /// <summary>Tries again until it holds; for what a server does in its own time.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    public static async Task<TError> FailsAsync<TError>(Func<Task> action)
        where TError : Exception =>
        await Assert.ThrowsAnyAsync<TError>(() => action().WaitAsync(Patience, Token));
}
