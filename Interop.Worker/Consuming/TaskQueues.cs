using Interop.Client.Brokers;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;

namespace Interop.Worker.Consuming;

/// <summary>The queues a worker consumes, which remote control changes while it runs. There is one consumer for all of them, so that they
/// share one prefetch; a change replaces it, and the former one stays until what it delivered is settled.</summary>
/// <remarks>Celery: <c>add_task_queue</c> and <c>cancel_task_queue</c> in <c>celery/worker/consumer/consumer.py</c>.</remarks>
internal sealed class TaskQueues(WorkerRuntime runtime, WorkerConsumer sorter, PrefetchGate gate) : IAsyncDisposable
{
    private static readonly TimeSpan RetirementCheck = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private readonly List<(IBrokerConsumer Consumer, IReadOnlyList<string> Queues)> _retired = [];
    private IReadOnlyList<QueueDeclaration> _queues = runtime.Settings.Queues;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IBrokerConsumer? _consumer;
    private ITimer? _retirement;
    private bool _isStopped;

    /// <summary>The queues that are consumed now; none before the first connection.</summary>
    public IReadOnlyList<QueueDeclaration> Current
    {
        get
        {
            lock (_lock)
            {
                return _consumer is null ? [] : _queues;
            }
        }
    }

    /// <summary>Opens the first consumer.</summary>
    /// <exception cref="BrokerException">The broker is away or refuses a queue.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_queues.Count == 0)
        {
            // All are excluded: as in Celery the worker runs, and takes nothing before remote control gives it a queue.
            await runtime.App.ReadBroker.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var consumer = await OpenAsync(_queues, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            _consumer = consumer;
        }
    }

    /// <summary>Handles deliveries until <paramref name="stopping"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            IBrokerConsumer? consumer;
            Task changed;
            lock (_lock)
            {
                (consumer, changed) = (_consumer, _changed.Task);
            }

            if (consumer is not null)
            {
                await sorter.RunAsync(consumer, stopping).ConfigureAwait(false);
            }

            // Without a consumer, or with one that ended by itself, there is nothing to do until the queues change.
            await changed.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Consumes one queue more. False when it was consumed before, or cannot be.</summary>
    public Task<bool> AddAsync(QueueDeclaration queue, CancellationToken cancellationToken) => ChangeAsync(
        queue.Name,
        queues => queues.Any(known => known.Name == queue.Name) ? null : [.. queues, queue],
        cancellationToken);

    /// <summary>Consumes a queue no longer. False when it was not consumed.</summary>
    public Task<bool> CancelAsync(string queue, CancellationToken cancellationToken) => ChangeAsync(
        queue,
        queues => queues.Any(known => known.Name == queue) ? [.. queues.Where(known => known.Name != queue)] : null,
        cancellationToken);

    /// <summary>Takes no more; what is here stays valid.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isStopped = true;
            return _consumer?.StopAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }

    /// <summary>Gives back what is not settled.</summary>
    public async ValueTask DisposeAsync()
    {
        List<IBrokerConsumer> all;
        lock (_lock)
        {
            _isStopped = true;
            _retirement?.Dispose();
            all = [.. _retired.Select(entry => entry.Consumer)];
            _retired.Clear();
            if (_consumer is not null)
            {
                all.Add(_consumer);
            }
        }

        foreach (var consumer in all)
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<IBrokerConsumer> OpenAsync(IReadOnlyList<QueueDeclaration> queues, CancellationToken cancellationToken) =>
        runtime.App.ReadBroker.ConsumeAsync(
            new ConsumerOptions
            {
                Queues = queues,
                Prefetch = gate.Current,
                DelayedDeliveryQueueType = runtime.App.DelayedDeliveryQueueType,
            },
            cancellationToken);

    private async Task<bool> ChangeAsync(
        string name, Func<IReadOnlyList<QueueDeclaration>, IReadOnlyList<QueueDeclaration>?> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isStopped || change(_queues) is not { } queues)
            {
                return false;
            }

            // The new one first: if the broker refuses it, all stays as it is.
            var next = queues.Count > 0 ? await OpenAsync(queues, cancellationToken).ConfigureAwait(false) : null;
            if (!TryReplace(next, queues, out var former))
            {
                if (next is not null)
                {
                    await CloseAsync(next).ConfigureAwait(false);
                }

                return false;
            }

            if (former is not null)
            {
                await former.StopAsync(cancellationToken).ConfigureAwait(false);
            }

            lock (_lock)
            {
                _changed.TrySetResult();
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }
        catch (BrokerException e)
        {
            Log.QueuesNotChanged(runtime.Logger, name, e.Message);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>False when the worker stopped meanwhile.</summary>
    private bool TryReplace(IBrokerConsumer? next, IReadOnlyList<QueueDeclaration> queues, out IBrokerConsumer? former)
    {
        lock (_lock)
        {
            former = _consumer;
            if (_isStopped)
            {
                return false;
            }

            if (former is not null)
            {
                _retired.Add((former, [.. _queues.Select(queue => queue.Name)]));
            }

            (_consumer, _queues) = (next, queues);
            _retirement ??= runtime.Clock.Time.CreateTimer(_ => Retire(), null, RetirementCheck, RetirementCheck);
            return true;
        }
    }

    /// <summary>Closes former consumers none of whose deliveries can be unsettled any more.</summary>
    private void Retire()
    {
        if (sorter.Parked > 0)
        {
            return;
        }

        var busy = runtime.State.Reserved.Select(task => task.Queue).Concat(sorter.Waiting.Queues()).ToHashSet(StringComparer.Ordinal);
        List<IBrokerConsumer> done;
        lock (_lock)
        {
            done = [.. _retired.Where(entry => !entry.Queues.Any(busy.Contains)).Select(entry => entry.Consumer)];
            _retired.RemoveAll(entry => done.Contains(entry.Consumer));
        }

        foreach (var consumer in done)
        {
            _ = CloseAsync(consumer);
        }
    }

    private async Task CloseAsync(IBrokerConsumer consumer)
    {
        try
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.StopConsumingFailed(runtime.Logger, e);
        }
    }
}
