namespace Interop.Client.Resp;

/// <summary>All handlers of one channel or pattern.</summary>
internal sealed class RespSubscription(string name, bool isPattern)
{
    private RespSubscriptionHandle[] _handles = [];

    public string Name { get; } = name;

    public bool IsPattern { get; } = isPattern;

    /// <summary>The server's confirmation, common to all who came before it.</summary>
    public Task Confirmed { get; set; } = Task.CompletedTask;

    /// <summary>A snapshot; replaced, never changed, so that the reader needs no lock.</summary>
    public RespSubscriptionHandle[] Handles => Volatile.Read(ref _handles);

    public void Add(RespSubscriptionHandle handle) => Volatile.Write(ref _handles, [.. _handles, handle]);

    /// <summary>True when that was the last one.</summary>
    public bool Remove(RespSubscriptionHandle handle)
    {
        Volatile.Write(ref _handles, [.. _handles.Where(h => h != handle)]);
        return _handles.Length == 0;
    }
}
