using Interop.Worker.Consuming;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;

namespace Interop.Worker.Control;

/// <summary>Remote control of one worker: its mailbox, what it asks the others at start, and what it keeps over restarts.</summary>
internal sealed class WorkerControl(WorkerRuntime runtime, ITaskPool pool, WorkerConsumer sorter, PrefetchGate gate, TaskQueues queues)
    : IAsyncDisposable
{
    private readonly ControlPanel _panel = new(runtime, pool, sorter, gate, queues);
    private WorkerMailbox? _mailbox;
    private bool _isLoaded;

    /// <summary>The commands, for tests that give them without a broker.</summary>
    public ControlPanel Panel => _panel;

    /// <summary>Reads what was kept, asks the others, and listens. To be done before anything is consumed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_panel.StateFile is { } file)
        {
            await file.LoadAsync(cancellationToken).ConfigureAwait(false);
            _isLoaded = true;
        }

        var mingle = new Mingle(runtime);
        await (mingle.IsEnabled
            ? mingle.SyncAsync(() => ListenAsync(cancellationToken), cancellationToken)
            : ListenAsync(cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mailbox is { } mailbox)
        {
            await mailbox.DisposeAsync().ConfigureAwait(false);
        }

        await _panel.DisposeAsync().ConfigureAwait(false);
        // A worker that never began knows nothing, and must not write that down.
        if (_isLoaded && _panel.StateFile is { } file)
        {
            await file.SaveAsync().ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        if (runtime.App.Options.WorkerEnableRemoteControl)
        {
            _mailbox = new WorkerMailbox(_panel);
            await _mailbox.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
