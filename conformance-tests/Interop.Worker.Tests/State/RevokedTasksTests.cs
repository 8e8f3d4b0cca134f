using Interop.Worker.State;
using Interop.Worker.Testing;

namespace Interop.Worker.Tests.State;

public sealed class RevokedTasksTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly RevokedTasks _revoked;

    public RevokedTasksTests() => _revoked = new RevokedTasks(_time);

    [Fact]
    public void Merge_KeepsTheLaterTime_AndTheOrder()
    {
        _revoked.Add("old");
        _time.Advance(TimeSpan.FromMinutes(10));
        _revoked.Add("new");

        _revoked.Merge([("between", TimeSpan.FromMinutes(5)), ("new", TimeSpan.FromMinutes(20)), ("old", TimeSpan.FromMinutes(1))]);

        Assert.Equal(
            [("between", TimeSpan.FromMinutes(5)), ("old", TimeSpan.FromMinutes(1)), ("new", TimeSpan.Zero)], _revoked.Snapshot());
    }

    [Fact]
    public void Merge_LeavesOutWhatIsOver()
    {
        _revoked.Merge([("over", RevokedTasks.Lifetime + TimeSpan.FromSeconds(1)), ("nearly", RevokedTasks.Lifetime - TimeSpan.FromSeconds(1))]);

        Assert.False(_revoked.Contains("over"));
        Assert.True(_revoked.Contains("nearly"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(_revoked.Contains("nearly"));
        Assert.Empty(_revoked.Snapshot());
    }

    [Fact]
    public void Merge_IsBounded_TheOldestGoFirst()
    {
        _revoked.Merge(Enumerable.Range(0, RevokedTasks.MaxCount + 10).Select(i => ($"id{i}", TimeSpan.FromMilliseconds(i))));

        Assert.Equal(RevokedTasks.MaxCount, _revoked.Count);
        Assert.True(_revoked.Contains("id0"));
        Assert.False(_revoked.Contains($"id{RevokedTasks.MaxCount + 5}"));
    }
}
