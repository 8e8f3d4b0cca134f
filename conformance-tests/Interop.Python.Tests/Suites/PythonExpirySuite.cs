using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>Tasks that have expired when Python sends them, on brokers that hand them out all the same (RabbitMQ drops them).</summary>
[Trait(Capabilities.Trait, Capabilities.Schedules)]
public abstract class PythonExpirySuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    public async Task Expired_IsRevoked_WhenItArrives()
    {
        var id = await Python.SendTaskAsync("cs.add", "[1, 2]",
            options: """{"expires": {"$datetime": "2020-01-02T03:04:05+00:00"}}""", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("celery.exceptions", "TaskRevokedError", "expired"), (raised.Module, raised.Class, raised.Text));
    }
}
