using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests;

/// <summary>Python to Python through the fixtures alone: when these fail, the failures of the others are not ours.</summary>
public sealed class FixtureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_AnswersADriver_OverFiles()
    {
        using var folder = new TempFolder();
        var (settings, backend) = FileBroker(folder);
        await using var worker = await CeleryWorkerProcess.StartAsync(
            new() { BrokerUrl = "filesystem://", ResultBackend = backend, Settings = settings }, Cancellation);
        await using var celery = await PythonCelery.OpenAsync(
            "filesystem://", backend, settings, cancellationToken: Cancellation);

        var added = await celery.SendTaskAsync("tasks.add", "[2, 3]", cancellationToken: Cancellation);
        var failed = await celery.SendTaskAsync("tasks.fail_nested", """["closed"]""", cancellationToken: Cancellation);
        var chain = await celery.ChainAsync(
            [PythonCelery.Signature("tasks.add", "[1, 2]"), PythonCelery.Signature("tasks.mul", "[4]")],
            cancellationToken: Cancellation);

        Assert.Equal("5", (await celery.GetAsync(added, cancellationToken: Cancellation)).Repr);
        var raised = (await celery.GetAsync(failed, cancellationToken: Cancellation)).Raised!;
        Assert.Equal(("interop_errors", "Ledger.ClosedError", "closed"), (raised.Module, raised.Class, raised.Text));
        Assert.Equal(2, chain.Count);
        Assert.Equal(12, (await celery.GetAsync(chain[^1], cancellationToken: Cancellation)).Value.GetInt32());
        Assert.True(await worker.StopAsync());
    }

    [Fact]
    public async Task Callbacks_AreRecorded_WhenTheWorkerIsGivenAFile()
    {
        using var folder = new TempFolder();
        var (settings, backend) = FileBroker(folder);
        var record = folder.Combine("record");
        await using var worker = await CeleryWorkerProcess.StartAsync(
            new() { BrokerUrl = "filesystem://", ResultBackend = backend, Settings = settings, RecordFile = record }, Cancellation);
        await using var celery = await PythonCelery.OpenAsync(
            "filesystem://", backend, settings, cancellationToken: Cancellation);

        var link = PythonCelery.Signature("tasks.on_success_callback").ToJsonString();
        await celery.SendTaskAsync("tasks.add", "[2, 3]", options: $$"""{"link": {{link}}}""", cancellationToken: Cancellation);

        var lines = await Eventually.GetAsync(
            () => File.ReadAllLinesAsync(record, Cancellation), lines => lines.Length > 0, cancellationToken: Cancellation);
        Assert.Equal(5, JsonDocument.Parse(lines[0]).RootElement.GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task RabbitMq_KeepsDurableMessages_WhenItIsStoppedAndStartedAgain()
    {
        await using var server = await RabbitMqServer.StartAsync(Cancellation);
        await using var celery = await PythonCelery.OpenAsync(server.Url, "rpc://", cancellationToken: Cancellation);
        await celery.PublishAsync("kept", "hello"u8.ToArray(), """{"a": 1}""", cancellationToken: Cancellation);
        await celery.DisposeAsync();

        await server.StopAsync();
        Assert.False(server.IsRunning);
        await server.StartAgainAsync(Cancellation);

        await using var again = await PythonCelery.OpenAsync(server.Url, cancellationToken: Cancellation);
        var message = await again.ReceiveAsync("kept", cancellationToken: Cancellation);
        Assert.Equal("hello", Encoding.UTF8.GetString(message.GetProperty("body").GetBytesFromBase64()));
        Assert.Equal(1, message.GetProperty("headers").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task RabbitMq_CarriesTasksAndReplies_WhenShared()
    {
        var server = await RabbitMqServer.SharedAsync();
        await using var worker = await CeleryWorkerProcess.StartAsync(
            new() { BrokerUrl = server.Url, ResultBackend = "rpc://", Pool = "prefork", Concurrency = 2 }, Cancellation);
        await using var celery = await PythonCelery.OpenAsync(server.Url, "rpc://", cancellationToken: Cancellation);

        var ids = await celery.SendManyAsync("tasks.add", "[[1, 2], [3, 4], [5, 6]]", cancellationToken: Cancellation);
        var results = await celery.GetManyAsync(ids, cancellationToken: Cancellation);
        Assert.Equal(["3", "7", "11"], results.Select(result => result.Repr));

        await worker.KillAsync();
        Assert.True(worker.HasExited);
    }

    [Fact]
    public async Task RabbitMq_RefusesConnections_WhenKilled()
    {
        await using var server = await RabbitMqServer.StartAsync(Cancellation);
        await server.KillAsync();

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(
            async () => await socket.ConnectAsync("127.0.0.1", server.Port, Cancellation));
    }

    [Fact]
    public async Task Driver_TellsWhatPythonRaised_WhenACommandFails()
    {
        var driver = await PythonDriver.SharedAsync();

        var error = await Assert.ThrowsAsync<PythonCommandException>(() => driver.CallAsync("state", new()
        {
            ["app"] = "nobody",
            ["task_id"] = "x",
        }, Cancellation));
        Assert.Equal("KeyError", error.Error.Class);
    }

    [Fact]
    public void Golden_HasEveryCaseOfItsIndex()
        => Assert.All(Golden.Versions, version => Assert.All(
            Golden.Cases(version: version), name => Assert.Equal(name, Golden.Load(name, version).GetProperty("case").GetString())));

    private static (string Settings, string Backend) FileBroker(TempFolder folder)
    {
        var queue = folder.Folder("queue");
        var results = folder.Folder("results");
        var options = $$"""{"data_folder_in": "{{queue}}", "data_folder_out": "{{queue}}", "control_folder": "{{folder.Folder("control")}}"}""";
        return ("{\"broker_transport_options\": " + options + "}", $"file://{results}");
    }
}
