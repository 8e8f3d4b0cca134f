using Interop.Worker.Execution.Pools.Processes;

namespace Interop.Worker.Tests.Execution.Pools;

public sealed class PoolFolderTests
{
    [Fact]
    public void Sweep_RemovesWhatAKilledWorkerLeft_AndNothingElse()
    {
        using var inUse = new PoolFolder();
        var left = Directory.CreateTempSubdirectory("interop-pool-").FullName;
        File.WriteAllText(Path.Combine(left, "s"), "");
        File.WriteAllText(Path.Combine(left, "lock"), "");
        using var beingMade = new Unlocked();

        PoolFolder.Sweep();

        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(Path.GetDirectoryName(inUse.Socket)));
        Assert.True(Directory.Exists(beingMade.Path));
    }

    [Fact]
    public void Dispose_LeavesNothingBehind()
    {
        var folder = new PoolFolder();
        File.WriteAllText(folder.Socket, "");

        folder.Dispose();

        Assert.False(Directory.Exists(Path.GetDirectoryName(folder.Socket)));
    }

    private sealed class Unlocked : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("interop-pool-").FullName;

        public void Dispose() => Directory.Delete(Path);
    }
}
