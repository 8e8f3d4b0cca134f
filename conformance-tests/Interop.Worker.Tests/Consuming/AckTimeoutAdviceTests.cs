using Interop.Client.Brokers;
using Interop.Testing.Logging;
using Interop.Worker.Consuming;
using Interop.Worker.Execution;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Consuming;

public sealed class AckTimeoutAdviceTests : IAsyncDisposable
{
    private static readonly QueueDeclaration Patient = new()
    {
        Name = "patient",
        Arguments = new Dictionary<string, object?> { ["x-consumer-timeout"] = 7_200_000 },
    };

    private readonly RecordingLoggerProvider _logs = new();
    private readonly TestRuntime _runtime = new(worker =>
    {
        worker.MapTask("t.quick", () => 1).WithAcksLate().WithTimeLimit(hard: TimeSpan.FromMinutes(10));
        worker.MapTask("t.early", () => 1).WithTimeLimit(hard: TimeSpan.FromHours(2));
        worker.MapTask("t.slow", () => 1).WithAcksLate().WithTimeLimit(hard: TimeSpan.FromHours(1));
    });

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    [Fact]
    public void Check_NamesLateTasks_ThatMayRunForLonger()
    {
        Advice("amqp").Check(_runtime.Runtime.Registry.All);

        Assert.Contains("would then be run twice: t.slow (3600 s).", Assert.Single(_logs.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_WarnsOnce_BeyondTheLimitOfItsQueue()
    {
        var advice = Advice("amqp");

        advice.Waits(Task("patient"), TimeSpan.FromHours(1));
        advice.Waits(Task("celery"), TimeSpan.FromMinutes(29));
        Assert.Empty(_logs.Messages);

        advice.Waits(Task("celery"), TimeSpan.FromHours(1));
        advice.Waits(Task("patient"), TimeSpan.FromHours(3));
        Assert.Contains("t.quick[task-id] is to wait 3600 s", Assert.Single(_logs.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_IsForRabbitMqOnly()
    {
        var advice = Advice("redis");

        advice.Check(_runtime.Runtime.Registry.All);
        advice.Waits(Task("celery"), TimeSpan.FromHours(1));

        Assert.Empty(_logs.Messages);
    }

    private AckTimeoutAdvice Advice(string driver) => new(driver, [Patient], _logs.CreateLogger("worker"));

    private TaskContext Task(string queue) => _runtime.Context(new TestDelivery(TestDelivery.Of("t.quick").Message, queue));
}
