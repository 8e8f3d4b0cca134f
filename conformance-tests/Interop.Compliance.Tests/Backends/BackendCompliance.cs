using System.Collections.Concurrent;
using System.Text;
using Interop.Client.Backends;
using Interop.Protocol.Results;
using Interop.Protocol.Text;

namespace Interop.Compliance.Tests.Backends;

/// <summary>What every result backend owes; one subclass a backend.</summary>
public abstract partial class BackendCompliance : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _deadline = new(Deadline);

    private IResultBackend Backend { get; set; } = null!;

    private CancellationToken Token => _deadline.Token;

    /// <summary>True for key-value backends: what is stored can be read by anybody and a SUCCESS stays.</summary>
    protected virtual bool IsStore => true;

    protected abstract Task<IResultBackend> CreateAsync();

    public async ValueTask InitializeAsync() => Backend = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        _deadline.Dispose();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>Where a result is sent so that this same backend gets it; only message backends need it.</summary>
    protected virtual ResultRoute RouteFor(string taskId) => new(null, taskId);

    [Fact]
    public async Task Connect_Succeeds()
    {
        await Backend.ConnectAsync(Token);
        Assert.True(Backend.IsEnabled);
    }

    [Fact]
    public async Task Get_IsNull_WhenNothingIsStored() => Assert.Null(await Backend.GetAsync(NewId(), Token));

    [Fact]
    public async Task Store_KeepsTheValue()
    {
        var id = await PreparedAsync();
        await StoreAsync(Success(id, "{\"näme\": [1, 2.5, null, \"\\ud83d\\ude00\"]}"));
        var meta = await Backend.WaitAsync(id, null, Token);
        Assert.Equal(TaskState.Success, meta.Status);
        Assert.Equal(id, meta.TaskId);
        Assert.Equal("{\"näme\": [1, 2.5, null, \"\\ud83d\\ude00\"]}", Encoding.UTF8.GetString(meta.ResultJson.Span));
    }

    [Fact]
    public async Task Store_KeepsAnException()
    {
        var id = await PreparedAsync();
        await StoreAsync(Failure(id));
        var meta = await Backend.WaitAsync(id, null, Token);
        Assert.Equal(TaskState.Failure, meta.Status);
        Assert.Equal("ValueError", meta.Error!.Type);
        Assert.Equal("builtins", meta.Error.Module);
        Assert.Equal("ValueError('bad', 42)", meta.Error.ToString());
        Assert.Equal("Traceback\n", meta.Traceback);
    }

    [Fact]
    public async Task Store_DoesNotOverwriteASuccess()
    {
        Assert.SkipUnless(IsStore, "A message backend keeps no record to overwrite.");

        var id = NewId();
        await StoreAsync(Success(id, "1"));
        await StoreAsync(Failure(id));
        await StoreAsync(Success(id, "2"));
        Assert.Equal("1", Encoding.UTF8.GetString((await Backend.GetAsync(id, Token))!.ResultJson.Span));
    }

    [Fact]
    public async Task Store_OverwritesAFailure()
    {
        Assert.SkipUnless(IsStore, "A message backend keeps no record to overwrite.");

        var id = NewId();
        await StoreAsync(Failure(id));
        await StoreAsync(Success(id, "1"));
        Assert.Equal(TaskState.Success, (await Backend.GetAsync(id, Token))!.Status);
    }

    [Fact]
    public async Task Wait_IsPushed_WhenTheResultComesLater()
    {
        var id = await PreparedAsync();
        var wait = Backend.WaitAsync(id, null, Token).AsTask();
        await StoreAsync(Success(id, "5"));
        Assert.Equal(TaskState.Success, (await wait).Status);
    }

    [Fact]
    public async Task Wait_SeesStatesOnTheWay()
    {
        var id = await PreparedAsync();
        var seen = new ConcurrentQueue<TaskState>();
        var progress = new TaskCompletionSource();
        var wait = Backend.WaitAsync(
            id,
            meta =>
            {
                seen.Enqueue(meta.Status);
                progress.TrySetResult();
            },
            Token).AsTask();
        await StoreAsync(new() { TaskId = id, Status = new("PROGRESS"), ResultJson = "{\"done\": 1}"u8.ToArray() });
        await progress.Task.WaitAsync(Token);
        await StoreAsync(Success(id, "1"));
        await wait;
        Assert.Contains(new TaskState("PROGRESS"), seen);
        Assert.Equal(TaskState.Success, seen.Last());
    }

    [Fact]
    public async Task Wait_EndsWithItsToken()
    {
        using var impatient = new CancellationTokenSource();
        var wait = Backend.WaitAsync(await PreparedAsync(), null, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Wait_ServesManyAtOnce()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PreparedAsync()));
        var waits = ids.Select(id => Backend.WaitAsync(id, null, Token).AsTask()).ToArray();
        await Task.WhenAll(ids.Select((id, i) => StoreAsync(Success(id, $"{i}"))));
        var metas = await Task.WhenAll(waits);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => $"{i}"), metas.Select(m => Encoding.UTF8.GetString(m.ResultJson.Span)));
    }

    [Fact]
    public async Task Wait_ServesTwoForOneTask()
    {
        var id = await PreparedAsync();
        var one = Backend.WaitAsync(id, null, Token).AsTask();
        var two = Backend.WaitAsync(id, null, Token).AsTask();
        await StoreAsync(Success(id, "1"));
        Assert.Equal(TaskState.Success, (await one).Status);
        Assert.Equal(TaskState.Success, (await two).Status);
    }

    [Fact]
    public async Task Forget_DeletesTheRecord()
    {
        var id = await PreparedAsync();
        await StoreAsync(Success(id, "1"));
        await Backend.WaitAsync(id, null, Token);
        await Backend.ForgetAsync(id, Token);
        Assert.Null(await Backend.GetAsync(id, Token));
    }

    [Fact]
    public async Task Store_CarriesAMegabyte()
    {
        var id = await PreparedAsync();
        var text = $"\"{new string('x', 1 << 20)}\"";
        await StoreAsync(Success(id, text));
        Assert.Equal(text.Length, (await Backend.WaitAsync(id, null, Token)).ResultJson.Length);
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static ResultMeta Success(string id, string json) => new()
    {
        TaskId = id,
        Status = TaskState.Success,
        ResultJson = Encoding.UTF8.GetBytes(json),
        DateDone = new IsoTimestamp(new DateTime(2026, 1, 2, 3, 4, 5), TimeSpan.Zero),
    };

    private static ResultMeta Failure(string id) => new()
    {
        TaskId = id,
        Status = TaskState.Failure,
        Error = new RemoteError { Type = "ValueError", Module = "builtins", Args = ["bad", 42] },
        Traceback = "Traceback\n",
    };

    private async Task<string> PreparedAsync()
    {
        var id = NewId();
        await Backend.PrepareAsync(id, Token);
        return id;
    }

    private async Task StoreAsync(ResultMeta meta) => await Backend.StoreAsync(meta, RouteFor(meta.TaskId), Token);
}
