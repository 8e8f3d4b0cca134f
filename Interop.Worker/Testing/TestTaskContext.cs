using System.Text;
using Interop.Client;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Worker.Testing;

/// <summary>A <see cref="TaskContext"/> for calling a task method directly from a test. What the task sends and stores stays in memory.</summary>
/// <remarks><see cref="CeleryTestHost"/> runs whole tasks, arguments from the wire included; this is for a method by itself.</remarks>
public sealed class TestTaskContext : IAsyncDisposable
{
    private readonly WorkerRuntime _runtime;

    /// <summary>Makes a context.</summary>
    /// <param name="taskName">Name of the task.</param>
    /// <param name="taskId">Id of the task; a new one if null.</param>
    /// <param name="retries">How often it was retried before.</param>
    /// <param name="maxRetries">What <see cref="TaskContext.Retry"/> goes by; null for no limit.</param>
    /// <param name="services">Makes the container behind <see cref="TaskContext.Services"/>; without it there are no services.</param>
    public TestTaskContext(
        string taskName = "tests.task", string? taskId = null, int retries = 0, int? maxRetries = 3,
        Func<IServiceCollection, IServiceProvider>? services = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(taskName);
        Time = new ManualTimeProvider();
        App = CeleryApp.Create(new CeleryOptions { BrokerUrl = "memory://", ResultBackend = "cache+memory://" }, time: Time);
        var builder = new CeleryWorkerBuilder(new ServiceCollection());
        builder.MapTask(taskName, () => { }).WithRetry(maxRetries);
        _runtime = new WorkerRuntime(
            App, WorkerSettings.From(builder, App), builder.BuildRegistry(App),
            services?.Invoke(builder.Services).GetService<IServiceScopeFactory>(), App.Chance);
        taskId ??= Guid.NewGuid().ToString();
        var message = new TaskMessage
        {
            Headers = new MessageHeaders { Task = taskName, Id = taskId, RootId = taskId, Retries = retries },
            Properties = new MessageProperties { CorrelationId = taskId, ReplyTo = App.Oid, RoutingKey = "celery" },
            Arguments = TaskArguments.None,
        };
        Context = new TaskContext(_runtime, _runtime.Registry.Find(taskName)!, message, new NoDelivery(message));
        App.CurrentTask = Context;
    }

    /// <summary>What the task method is called with.</summary>
    public TaskContext Context { get; }

    /// <summary>The clock of the context and its app.</summary>
    public ManualTimeProvider Time { get; }

    /// <summary>The app behind <see cref="TaskContext.App"/>; its backend has what the task stored.</summary>
    public CeleryApp App { get; }

    /// <summary>Cancels the token of the context, as a time limit or the end of a worker does.</summary>
    public void Cancel() => _runtime.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        App.CurrentTask = null;
        await Context.DisposeScopeAsync().ConfigureAwait(false);
        _runtime.Dispose();
        await App.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class NoDelivery(TaskMessage message) : Delivery(
        new WireMessage { Headers = message.Headers, Properties = message.Properties, Body = Encoding.UTF8.GetBytes("[[], {}, {}]") }, "celery")
    {
        protected override ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken) => default;
    }
}
