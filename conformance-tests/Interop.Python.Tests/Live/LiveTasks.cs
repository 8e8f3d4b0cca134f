using System.Globalization;
using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace Interop.Python.Tests.Live;

/// <summary>The tasks of the C# worker, <c>cs.*</c>, and what they share with the tests.</summary>
public sealed class LiveTasks
{
    public Gates Gates { get; } = new();

    public void Map(CeleryWorkerBuilder worker)
    {
        worker.NodeName = "csharp@%h";
        MapValues(worker);
        MapErrors(worker);
        MapStates(worker);
        MapContexts(worker);
    }

    private static void MapValues(CeleryWorkerBuilder worker)
    {
        worker.MapTask("cs.add", (int x, int y, int z = 0) => x + y + z);
        worker.MapTask("cs.mul", (int x, int y) => x * y);
        worker.MapTask("cs.total", (IReadOnlyList<int> numbers) => numbers.Sum());
        worker.MapTask("cs.identity", (WireValue value) => value);
        worker.MapTask("cs.natural", (object? value) => value);
        worker.MapTask("cs.typed", (DateTimeOffset when, DateOnly day, decimal amount, Guid id)
            => string.Create(CultureInfo.InvariantCulture, $"{when:O} {day:O} {amount} {id}"));
        worker.MapTask("cs.rest", Rest);
        worker.MapTask("cs.defaults", Defaults);
        worker.MapTask("cs.snake", (int customerId, string firstName) => $"{firstName} {customerId}");
        worker.MapTask("cs.nothing", () => { });
    }

    private static object?[] Rest(int first, [KeywordArguments] Dictionary<string, object?> kwargs, params object?[] rest)
        => [first, rest, kwargs];

    private static int[] Defaults(int a, [KeywordOnly] int c, int b = 2, [KeywordOnly] int d = 4) => [a, b, c, d];

    private static void MapErrors(CeleryWorkerBuilder worker)
    {
        worker.MapTask("cs.raise", (string kind, string message) => Raise(kind, message));
        worker.MapTask("cs.missing_key", (string key) => new Dictionary<string, int>()[key]);
        worker.MapTask("cs.divide", (int x, int y) => x / y);
        worker.MapTask("cs.raise_chained", (string message) => RaiseChained(message));
    }

    private static void Raise(string kind, string message) => throw kind switch
    {
        "argument" => new ArgumentException(message),
        "timeout" => new TimeoutException(message),
        "payment" => new PaymentException(message),
        "stock" => new OutOfStockException(message),
        "state" => new InvalidOperationException(message),
        "file" => new FileNotFoundException(message),
        _ => new NotSupportedException(message),
    };

    private static void RaiseChained(string message)
    {
        try
        {
            Raise("timeout", "the inner one");
        }
        catch (TimeoutException e)
        {
            throw new PaymentInnerException(message, e);
        }
    }

    private void MapStates(CeleryWorkerBuilder worker)
    {
        worker.MapTask("cs.gate", GateAsync);
        worker.MapTask("cs.gate_tracked", GateAsync).WithTrackStarted();
        worker.MapTask("cs.gate_late", GateAsync).WithAcksLate();
        worker.MapTask("cs.ignored", (string key) => Gates[key].Open()).WithIgnoreResult();
        worker.MapTask("cs.ignore_me", (string key) =>
        {
            Gates[key].Open();
            throw new TaskIgnoreException();
        });
        worker.MapTask("cs.retry_then", RetryThen).WithRetry(maxRetries: 5);
        worker.MapTask("cs.retry_at_gate", RetryAtGateAsync);
        worker.MapTask("cs.retry_for_ever", RetryForEver).WithRetry(maxRetries: 2);
        worker.MapTask("cs.retry_bare", RetryBare).WithRetry(maxRetries: 1);
        worker.MapTask("cs.auto_retry", AutoRetry)
            .WithRetry(maxRetries: 3, delay: TimeSpan.Zero).WithAutoRetry<PaymentException>();
        worker.MapTask("cs.progress", ProgressAsync);
    }

    private async Task<string> GateAsync(string key, CancellationToken cancellationToken)
    {
        await Gates[key].PassAsync(cancellationToken);
        return key;
    }

    private static object[] RetryThen(string value, int times, TaskContext task)
        => task.Retries < times ? throw task.Retry(countdown: TimeSpan.Zero) : [value, task.Retries];

    private async Task<int> RetryAtGateAsync(string key, TaskContext task)
    {
        if (task.Retries == 0)
        {
            throw task.Retry(new PaymentException("not yet"), TimeSpan.Zero);
        }

        await Gates[key].PassAsync(task.CancellationToken);
        return task.Retries;
    }

    private static void RetryForEver(string message, TaskContext task)
        => throw task.Retry(new PaymentException(message), TimeSpan.Zero);

    private static void RetryBare(TaskContext task) => throw task.Retry(countdown: TimeSpan.Zero);

    private static int AutoRetry(int times, TaskContext task)
        => task.Retries < times ? throw new PaymentException($"attempt {task.Retries}") : task.Retries;

    private async Task<int> ProgressAsync(string key, int steps, TaskContext task)
    {
        await task.UpdateStateAsync("PROGRESS", new { done = 1, of = steps });
        await Gates[key].PassAsync(task.CancellationToken);
        return steps;
    }

    private void MapContexts(CeleryWorkerBuilder worker)
    {
        worker.MapTask("cs.ids", (TaskContext task) => new
        {
            id = task.Id,
            root_id = task.RootId,
            parent_id = task.ParentId,
            group = task.Group,
        });
        worker.MapTask("cs.info", (TaskContext task) => new
        {
            name = task.Name,
            shadow = task.Headers.Shadow,
            priority = task.Priority,
            retries = task.Retries,
            headers = WireValue.Map(task.Headers.Extra ?? new WireMap()),
        });
        worker.MapTask("cs.send_other", SendOtherAsync);
        // With the context it is a bound task to Celery, which is sent as an error callback and not called directly.
        worker.MapTask("cs.callback", (WireValue value, string key, TaskContext _) =>
        {
            Gates[$"{key}={value}"].Open();
            return value;
        });
    }

    private static async Task<string> SendOtherAsync(string name, object?[] args, TaskContext task)
        => (await task.App.SendTaskAsync(name, args)).Id;
}
