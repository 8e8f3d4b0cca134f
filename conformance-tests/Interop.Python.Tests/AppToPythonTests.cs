using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Results;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests;

/// <summary>Our app sends, a Python worker runs, our app reads the results.</summary>
public sealed class AppToPythonTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly TaskRef<int> Add = new("tasks.add");
    private static readonly TaskRef<int> Mul = new("tasks.mul");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("files")]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [Trait(Capabilities.Trait, Capabilities.CSharpCalls)]
    public async Task App_GetsResultsAndFailures_FromAPythonWorker(string broker)
    {
        await using var fleet = await Fleet.StartAsync(broker);
        var app = fleet.App;

        var sum = await app.SendAsync(Add, [2, 3], cancellationToken: Cancellation);
        var echo = await app.SendTaskAsync<object?[]>(
            "tasks.echo", [null, true, 1.5, "ü", new[] { 1, 2 }], new Dictionary<string, object?> { ["key"] = new { Name = "x" } },
            new() { Countdown = TimeSpan.FromSeconds(1), Compression = "zlib", Priority = 3 }, Cancellation);
        var failing = await app.SendTaskAsync<int>("tasks.raise_value_error", ["bad"], cancellationToken: Cancellation);
        var expired = await app.SendAsync(Add, [1, 1], options: new() { Expires = DateTimeOffset.UnixEpoch, Expiration = Soon }, cancellationToken: Cancellation);

        Assert.Equal(5, await sum.GetAsync(Soon, Cancellation));
        Assert.Equal(2, (await echo.GetAsync(Soon, Cancellation)).Length);
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => failing.GetAsync(Soon, Cancellation));
        Assert.Equal(("ValueError", "builtins", "bad"), (failure.Error.Type, failure.Error.Module, failure.Error.Message));
        Assert.Contains("raise ValueError(message)", failure.Error.Traceback, StringComparison.Ordinal);
        var revoked = await Assert.ThrowsAsync<TaskRevokedException>(() => expired.GetAsync(Soon, Cancellation));
        Assert.Equal("expired", revoked.Error!.Message);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [Trait(Capabilities.Trait, Capabilities.Chains)]
    public async Task App_GetsChainsAndGroups_FromAPythonWorker(string broker)
    {
        await using var fleet = await Fleet.StartAsync(broker);
        var app = fleet.App;

        var chain = await app.SendAsync<int>(Chain.Of(Add.S(1, 2), Mul.S(4), Add.Si(20, 3), Mul.S(2)), cancellationToken: Cancellation);
        var group = await app.SendGroupAsync<int>(Group.Of(Add.S(1, 1), Chain.Of(Add.S(2, 2), Mul.S(10)), Mul.S(3, 3)), cancellationToken: Cancellation);
        var fan = await app.SendGroupAsync<int>(Chain.Of(Add.S(1, 1), Group.Of(Mul.S(2), Mul.S(3))), cancellationToken: Cancellation);

        Assert.Equal(46, await chain.GetAsync(Soon, Cancellation));
        Assert.Equal([2, 40, 9], await group.GetAsync(Soon, Cancellation));
        Assert.Equal([4, 6], await fan.GetAsync(Soon, Cancellation));
        if (broker != "rabbitmq")
        {
            // Of the rpc backend only steps that were asked for before have a state; the others keep theirs.
            Assert.Equal(12, await chain.Parent!.Parent!.GetAsync<int>(Soon, Cancellation));
            Assert.Equal(chain.Parent.Id, Assert.Single(await chain.Parent.Parent.GetChildrenAsync(Cancellation)).Id);
        }
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("rabbitmq")]
    [Trait(Capabilities.Trait, Capabilities.Revokes)]
    public async Task Revoke_ReachesAPythonWorker(string broker)
    {
        await using var fleet = await Fleet.StartAsync(broker);
        var result = await fleet.App.SendAsync(Add, [1, 1], options: new() { Countdown = TimeSpan.FromSeconds(3) }, cancellationToken: Cancellation);
        await fleet.Worker.WaitForLogAsync(result.Id, cancellationToken: Cancellation);

        await result.RevokeAsync(cancellationToken: Cancellation);

        await Assert.ThrowsAsync<TaskRevokedException>(() => result.GetAsync(Soon, Cancellation));
        Assert.Equal(TaskState.Revoked, await result.GetStateAsync(Cancellation));
    }

    private sealed class Fleet : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private RedisServer? _redis;

        public CeleryApp App { get; private set; } = null!;

        public CeleryWorkerProcess Worker { get; private set; } = null!;

        public static async Task<Fleet> StartAsync(string broker)
        {
            var fleet = new Fleet();
            var options = await fleet.OptionsAsync(broker);
            var folder = options.BrokerTransportOptions.Text("data_folder_in");
            fleet.Worker = await CeleryWorkerProcess.StartAsync(
                new()
                {
                    BrokerUrl = options.BrokerUrl,
                    ResultBackend = options.ResultBackend,
                    Settings = folder is null
                        ? "{}"
                        : $$"""{"broker_transport_options": {"data_folder_in": "{{folder}}", "data_folder_out": "{{folder}}", "control_folder": "{{folder}}-control"} }""",
                },
                Cancellation);
            fleet.App = CeleryApp.Create(options);
            return fleet;
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Worker.DisposeAsync();
            if (_redis is not null)
            {
                await _redis.DisposeAsync();
            }

            _folder.Dispose();
        }

        private async Task<CeleryOptions> OptionsAsync(string broker)
        {
            var options = new CeleryOptions { Release = (await InstalledCelery.GetAsync()).Release };
            switch (broker)
            {
                case "redis":
                    _redis = await RedisServer.StartAsync();
                    return options with { BrokerUrl = _redis.Url, ResultBackend = _redis.Url };
                case "rabbitmq":
                    return options with { BrokerUrl = (await RabbitMqServer.SharedAsync()).Url, ResultBackend = "rpc://" };
                default:
                    var queue = _folder.Folder("queue");
                    return options with
                    {
                        BrokerUrl = "filesystem://",
                        BrokerTransportOptions = new TransportOptions(
                            new Dictionary<string, string> { ["data_folder_in"] = queue, ["data_folder_out"] = queue }),
                        ResultBackend = $"file://{_folder.Folder("results")}",
                    };
            }
        }
    }
}
