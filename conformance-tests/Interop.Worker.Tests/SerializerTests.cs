using Interop.Client.Backends;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Interop.Worker.Testing;

namespace Interop.Worker.Tests;

/// <summary>Serializers and compressions from the sender through the worker to the reader of the result.</summary>
public sealed class SerializerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private static readonly CeleryOptions Pickling =
        new() { TaskSerializer = "pickle", ResultSerializer = "pickle", AcceptContent = ["pickle"] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pickle_KeepsWhatJsonHasNoFormFor()
    {
        await using var host = await StartAsync(Pickling, worker =>
        {
            worker.MapTask("t.identity", (WireValue value) => value);
            worker.MapTask("t.double", (TimeSpan span) => span * 2);
        });
        var value = WireValue.Tuple([WireValue.Set([1]), WireValue.Bytes(new byte[] { 0, 255 })]);

        Assert.Equal(value, await (await host.App.SendTaskAsync<WireValue>("t.identity", [value], cancellationToken: Token)).GetAsync(Deadline, Token));
        var doubled = await host.App.SendTaskAsync<WireValue>("t.double", [TimeSpan.FromSeconds(3)], cancellationToken: Token);
        Assert.Equal(WireValue.TimeDelta(TimeSpan.FromSeconds(6)), await doubled.GetAsync(Deadline, Token));
    }

    [Fact]
    public async Task Callbacks_GetTheResultAsItIs()
    {
        await using var host = await StartAsync(Pickling, worker =>
        {
            worker.MapTask("t.pair", (int x, int y) => (x, y));
            worker.MapTask("t.identity", (WireValue value) => value);
        });

        var chain = Chain.Of(new TaskRef<object>("t.pair").S(1, 2), new TaskRef<WireValue>("t.identity").S());
        var last = await host.App.SendAsync<WireValue>(chain, cancellationToken: Token);

        Assert.Equal(WireValue.Tuple([1, 2]), await last.GetAsync(Deadline, Token));
    }

    [Theory]
    [InlineData("msgpack", "zlib")]
    [InlineData("pickle", null)]
    public async Task Call_NamesItsSerializerAndCompression(string serializer, string? compression)
    {
        await using var host = await StartAsync(new() { AcceptContent = ["json", serializer] }, worker =>
            worker.MapTask("t.how", (TaskContext task) => $"{task.Properties.ContentType} {task.Headers.Compression}"));

        var sent = await host.App.SendTaskAsync<string>(
            "t.how", options: new() { Serializer = serializer, Compression = compression }, cancellationToken: Token);

        Assert.Equal(
            $"application/x-{(serializer == "pickle" ? "python-serialize" : serializer)} {(compression is null ? "" : "application/x-gzip")}",
            await sent.GetAsync(Deadline, Token));
    }

    [Fact]
    public async Task Worker_AcceptsMoreThanItsApp_WhenToldTo()
    {
        await using var host = await StartAsync(new(), worker =>
        {
            worker.AcceptContent = ["pickle"];
            worker.MapTask("t.add", (int x, int y) => x + y);
        });

        var sent = await host.App.SendTaskAsync<int>("t.add", [9, 42], options: new() { Serializer = "pickle" }, cancellationToken: Token);

        Assert.Equal(51, await sent.GetAsync(Deadline, Token));
    }

    [Fact]
    public async Task Worker_PutsAside_WhatItDoesNotAccept()
    {
        await using var host = await StartAsync(new(), worker => worker.MapTask("t.add", (int x, int y) => x + y));

        await host.App.SendTaskAsync("t.add", [9, 42], options: new() { Serializer = "pickle" }, cancellationToken: Token);

        await Eventually.GetAsync(
            async () => await host.App.Broker.CountAsync("celery.undecodable", Token), count => count == 1, Deadline, "the message put aside", Token);
    }

    [Fact]
    public async Task Reader_RefusesResults_ItDoesNotAccept()
    {
        await using var host = await StartAsync(
            Pickling with { TaskSerializer = "json", AcceptContent = ["json"] }, worker => worker.MapTask("t.one", () => 1));

        var sent = await host.App.SendTaskAsync<int>("t.one", cancellationToken: Token);

        var thrown = await Assert.ThrowsAsync<ResultReadException>(() => sent.GetAsync(Deadline, Token));
        Assert.Contains(
            "Refusing to deserialize untrusted content of type pickle (application/x-python-serialize)", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_Fails_WhenItsResultCannotBeCarried()
    {
        await using var host = await StartAsync(
            new() { ResultSerializer = "msgpack", AcceptContent = ["json", "msgpack"] }, worker => worker.MapTask("t.set", () => new HashSet<int> { 1 }));

        var sent = await host.App.SendTaskAsync<WireValue>("t.set", cancellationToken: Token);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => sent.GetAsync(Deadline, Token));
        Assert.Equal(("kombu.exceptions", "EncodeError"), (thrown.Error.Module, thrown.Error.Type));
    }

    [Fact]
    public async Task Retry_KeepsTheSerializerOfItsMessage()
    {
        await using var host = await StartAsync(new() { AcceptContent = ["json", "pickle"] }, worker =>
            worker.MapTask("t.retry", (WireValue value, TaskContext task) =>
                task.Retries == 0 ? throw task.Retry(countdown: TimeSpan.Zero) : $"{value} {task.Properties.ContentType}"));

        var sent = await host.App.SendTaskAsync<string>(
            "t.retry", [WireValue.Set([1])], options: new() { Serializer = "pickle" }, cancellationToken: Token);

        Assert.Equal("{1} application/x-python-serialize", await sent.GetAsync(Deadline, Token));
    }

    private static Task<CeleryTestHost> StartAsync(CeleryOptions options, Action<CeleryWorkerBuilder> configure) =>
        CeleryTestHost.StartAsync(configure, options, cancellationToken: Token);
}
