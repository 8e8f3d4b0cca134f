using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Protocol;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;
using Interop.Worker.Execution;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Interop.Python.Tests;

/// <summary>Quorum queues and the delay that RabbitMQ keeps by itself, between members of both languages: Celery 5.5 and later.</summary>
[Trait(Capabilities.Trait, Capabilities.Schedules)]
public sealed class DelayedDeliveryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PythonDelays_OurWorkerRuns_AndRetriesWithADelay()
    {
        var (url, queue) = await SetUpAsync();
        using var host = await StartWorkerAsync(url, queue);
        await using var driver = await PythonDriver.StartAsync(Cancellation);
        var python = await PythonCelery.OpenAsync(url, "rpc://", PythonSettings(queue), driver, Cancellation);

        // Once a task came back, the worker has declared what a delay needs: until then RabbitMQ knows no such exchange.
        await python.GetAsync(await python.SendTaskAsync("cs.here", cancellationToken: Cancellation), Soon, Cancellation);
        var id = await python.SendTaskAsync("cs.came_by", options: """{"countdown": 1}""", cancellationToken: Cancellation);

        Assert.Equal("['celery_delayed_delivery', 'celery_delayed_delivery']", (await python.GetAsync(id, Soon, Cancellation)).Repr);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task WeDelay_PythonsWorkerRuns()
    {
        var (url, queue) = await SetUpAsync();
        await using var worker = await CeleryWorkerProcess.StartAsync(
            new()
            {
                BrokerUrl = url,
                ResultBackend = "rpc://",
                Settings = PythonSettings(queue),
                Queues = [queue],
                NodeName = "python-delays",
            },
            Cancellation);
        await using var app = CeleryApp.Create(Options(url, queue));

        var sum = await app.SendTaskAsync<int>(
            "tasks.add", [2, 3], options: new() { Countdown = TimeSpan.FromSeconds(1) }, cancellationToken: Cancellation);

        Assert.Equal(5, await sum.GetAsync(Soon, Cancellation));
    }

    private static async Task<(string Url, string Queue)> SetUpAsync()
    {
        Assert.SkipUnless((await InstalledCelery.GetAsync()).Release >= CeleryRelease.V55, "Celery has no native delayed delivery before 5.5.");
        return ((await RabbitMqServer.SharedAsync()).Url, "delays." + Guid.NewGuid().ToString("N"));
    }

    private static async Task<IHost> StartWorkerAsync(string url, string queue)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Services.AddCelery(_ => Options(url, queue)).AddWorker(worker =>
        {
            worker.MapTask("cs.here", () => true);
            worker.MapTask(
                "cs.came_by",
                string[] (TaskContext task, string[]? before = null) => task.Retries > 0
                    ? [.. before!, task.Properties.Exchange]
                    : throw task.Retry(countdown: TimeSpan.FromSeconds(2), args: [new[] { task.Properties.Exchange }]));
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static CeleryOptions Options(string url, string queue) => new()
    {
        BrokerUrl = url,
        ResultBackend = "rpc://",
        TaskDefaultQueue = queue,
        TaskQueues =
        [
            new()
            {
                Name = queue,
                Exchange = new() { Name = queue + ".x", Type = "topic" },
                RoutingKey = queue,
                Arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
            },
        ],
    };

    private static string PythonSettings(string queue) => $$"""
        {"task_default_queue": "{{queue}}", "worker_detect_quorum_queues": true,
         "task_queues": [{"name": "{{queue}}", "exchange": "{{queue}}.x", "exchange_type": "topic", "routing_key": "{{queue}}",
                          "queue_arguments": {"x-queue-type": "quorum"} } ] }
        """;
}
