using System.Globalization;
using Interop.Client.Backends.Rpc;
using Interop.Protocol.Results;

namespace Interop.Client.Tests.RabbitMq;

public sealed class ReplyBookTests
{
    private readonly ReplyBook _book = new();

    [Fact]
    public void Add_DropsTheOldest_WhenThereAreTooMany()
    {
        for (var i = 0; i <= ReplyBook.Capacity; i++)
        {
            _book.Add(i.ToString(CultureInfo.InvariantCulture), Meta(TaskState.Success));
        }

        Assert.Null(_book.Newest("0"));
        Assert.NotNull(_book.Newest("1"));
    }

    [Fact]
    public async Task Add_ReachesAWaiter_HoweverManyCameSince()
    {
        using var waiter = _book.Wait("awaited");
        for (var i = 0; i <= ReplyBook.Capacity; i++)
        {
            _book.Add(i.ToString(CultureInfo.InvariantCulture), Meta(TaskState.Success));
        }

        _book.Add("awaited", Meta(TaskState.Failure));

        Assert.Equal(TaskState.Failure, (await waiter.NextAsync(TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Wait_StartsWithTheNewest_AndSeesAllThatFollow()
    {
        _book.Add("t", Meta(TaskState.Received));
        _book.Add("t", Meta(TaskState.Started));
        using var waiter = _book.Wait("t");
        _book.Add("t", Meta(TaskState.Retry));
        _book.Add("t", Meta(TaskState.Success));

        var seen = new List<TaskState>();
        for (var i = 0; i < 3; i++)
        {
            seen.Add((await waiter.NextAsync(TestContext.Current.CancellationToken)).Status);
        }

        Assert.Equal([TaskState.Started, TaskState.Retry, TaskState.Success], seen);
    }

    private static ResultMeta Meta(TaskState state) => new() { TaskId = "t", Status = state };
}
