namespace Interop.Worker.Execution.Pools;

/// <summary>One execution slot: its loop ends, or is given up because the code in it does not end.</summary>
internal sealed class AsyncSlot
{
    private readonly TaskCompletionSource _over = new();

    /// <summary>Completes when nothing is to be waited for any more.</summary>
    public Task Over => _over.Task;

    /// <summary>True when another slot took its place.</summary>
    public bool IsGivenUp { get; private set; }

    public void GiveUp()
    {
        IsGivenUp = true;
        _over.TrySetResult();
    }

    public void End() => _over.TrySetResult();
}
