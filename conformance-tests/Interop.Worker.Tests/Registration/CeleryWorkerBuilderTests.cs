using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Worker.Tests.Registration;

public sealed class CeleryWorkerBuilderTests
{
    [Fact]
    public void MapTask_Refuses_WhenTheNameIsTaken()
    {
        var builder = new CeleryWorkerBuilder(new ServiceCollection());
        builder.MapTask("t.add", () => 1);

        Assert.Contains("'t.add' is registered twice", Assert.Throws<ArgumentException>(() => builder.MapTask("t.add", () => 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MapTasks_Refuses_WhenAClassHasNoTask() =>
        Assert.Throws<ArgumentException>(() => new CeleryWorkerBuilder(new ServiceCollection()).MapTasks<object>());

    [Fact]
    public async Task MapTasks_MakesANewInstanceForEachRun()
    {
        var scopes = new TestScopes();
        await using var runtime = new TestRuntime(worker => worker.MapTasks<Billing>(), scopes: scopes);

        var first = await runtime.RunAsync(TestDelivery.Of("billing.close", "[2026]"));
        await runtime.RunAsync(TestDelivery.Of("billing.close", "[2027]"));

        Assert.Equal(TaskEnding.Success, first.Ending);
        Assert.Equal("2027"u8.ToArray(), first.Result.Json.ToArray());
        Assert.Equal(2, scopes.Made.Count);
        Assert.All(scopes.Made, billing => Assert.True(billing.IsDisposed));
    }

    [Fact]
    public async Task MapTasks_TakesOptionsFromTheAttribute()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTasks<Billing>());

        var definition = runtime.Runtime.Registry.Find("billing.close")!;

        Assert.True(definition.AcksLate);
        Assert.Equal(5, definition.Options.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(180), definition.Options.RetryDelay);
        Assert.False(definition.TrackStarted);
    }

    [Fact]
    public async Task Use_RunsTheFirstAddedOutermost()
    {
        var order = new List<string>();
        await using var runtime = new TestRuntime(worker =>
        {
            worker.Use(async (task, next) =>
            {
                order.Add("outer in");
                await next(task);
                order.Add("outer out");
            });
            worker.Use((task, next) =>
            {
                order.Add("inner");
                return next(task);
            });
            worker.MapTask("t.add", (int x) => { order.Add("task"); return x; });
        });

        var context = await runtime.RunAsync(TestDelivery.Of("t.add", "[1]"));

        Assert.Equal(["outer in", "inner", "task", "outer out"], order);
        Assert.Equal("1"u8.ToArray(), context.Result.Json.ToArray());
    }

    [Fact]
    public async Task Nearest_FindsTheNameThatWasMeant()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("tasks.add", () => 1).WithAcksLate());

        Assert.Equal("tasks.add", runtime.Runtime.Registry.Nearest("task.add"));
        Assert.Null(runtime.Runtime.Registry.Nearest("billing.close"));
    }

    [Theory]
    [InlineData("celery@%h", "a.b.c", "celery@a.b.c")]
    [InlineData("w1@%n", "a.b.c", "w1@a")]
    [InlineData("w1@%d", "a.b.c", "w1@b.c")]
    [InlineData("w1", "a", "w1@a")]
    [InlineData("100%%@x", "a", "100%@x")]
    public void NodeName_ExpandsCelerysPlaceholders(string name, string host, string expected) =>
        Assert.Equal(expected, WorkerSettings.ExpandNodeName(name, host));

    [Fact]
    public void Concurrency_IsRefused_WhenItIsZero() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new TestRuntime(worker => worker.Concurrency = 0));

    private sealed class Billing : IDisposable
    {
        public bool IsDisposed { get; private set; }

        [CeleryTask("billing.close", AcksLate = true, MaxRetries = 5)]
        public int Close(int year) => IsDisposed ? throw new ObjectDisposedException(nameof(Billing)) : year + 1;

        public void Dispose() => IsDisposed = true;
    }

    private sealed class TestScopes : IServiceScopeFactory
    {
        public List<Billing> Made { get; } = [];

        public IServiceScope CreateScope()
        {
            var billing = new Billing();
            Made.Add(billing);
            return new Scope(billing);
        }

        private sealed class Scope(Billing billing) : IServiceScope, IServiceProvider
        {
            public IServiceProvider ServiceProvider => this;

            public object? GetService(Type serviceType) => serviceType == typeof(Billing) ? billing : null;

            public void Dispose() => billing.Dispose();
        }
    }
}
