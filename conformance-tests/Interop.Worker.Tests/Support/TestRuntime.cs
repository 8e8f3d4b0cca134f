using Interop.Client;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;
using Interop.Testing.Logging;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Interop.Worker.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Worker.Tests.Support;

/// <summary>The parts of a worker over a broker and a backend in memory, not running.</summary>
internal sealed class TestRuntime : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public TestRuntime(
        Action<CeleryWorkerBuilder> configure, CeleryOptions? options = null, IServiceScopeFactory? scopes = null, Random? chance = null,
        DateTimeOffset? now = null)
    {
        Time = new ManualTimeProvider(now);
        var settings = (options ?? new()) with { BrokerUrl = "memory://", ResultBackend = "cache+memory://" };
        App = CeleryApp.Create(settings, Logs, Time);
        var builder = new CeleryWorkerBuilder(new ServiceCollection()) { Concurrency = settings.WorkerConcurrency ?? 2 };
        configure(builder);
        Runtime = new WorkerRuntime(
            App, WorkerSettings.From(builder, App), builder.BuildRegistry(App), scopes, chance ?? App.Chance);
        Runner = new TaskRunner(Runtime);
    }

    public RecordingLoggerProvider Logs { get; } = new();

    public ManualTimeProvider Time { get; }

    public CeleryApp App { get; }

    public WorkerRuntime Runtime { get; }

    public TaskRunner Runner { get; }

    public TaskContext Context(TestDelivery delivery)
    {
        var message = TaskMessageCodec.Read(delivery.Message, delivery.Message.Body);
        return new TaskContext(Runtime, Runtime.Registry.Find(message.TaskName)!, message, delivery);
    }

    /// <summary>Runs one task to its settlement.</summary>
    public async Task<TaskContext> RunAsync(TestDelivery delivery)
    {
        var context = Context(delivery);
        Runtime.Lifecycle.Received(context);
        await Runner.InvokeAsync(context).AsTask().WaitAsync(Limit);
        await Runner.FinishAsync(context).WaitAsync(Limit);
        return context;
    }

    /// <summary>The messages that wait in a queue, taken out of it.</summary>
    public async Task<IReadOnlyList<WireMessage>> TakeAsync(string queue)
    {
        var count = await App.Broker.CountAsync(queue, CancellationToken.None);
        var messages = new List<WireMessage>();
        await using var consumer = await App.Broker.ConsumeAsync(
            new() { Queues = [App.Router.Queue(queue)], NoAck = true }, CancellationToken.None);
        while (messages.Count < count)
        {
            messages.Add((await consumer.Deliveries.ReadAsync().AsTask().WaitAsync(Limit)).Message);
        }

        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        Runtime.Dispose();
        await App.DisposeAsync();
    }
}
