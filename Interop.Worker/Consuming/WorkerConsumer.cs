using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Worker.Consuming.Waiting;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;
using Interop.Worker.Registration;

namespace Interop.Worker.Consuming;

/// <summary>Sorts what the broker delivers: to a slot, to wait for its time, to be put aside, to be given back.</summary>
/// <remarks>Celery: <c>celery/worker/consumer/consumer.py</c> <c>create_task_handler</c>, <c>celery/worker/strategy.py</c> <c>default</c>.
/// A message is decided on before anything of it runs: one whose sequel we cannot send is not half-run.</remarks>
internal sealed class WorkerConsumer : IAsyncDisposable
{
    private readonly WorkerRuntime _runtime;
    private readonly TaskRunner _runner;
    private readonly ITaskPool _pool;
    private readonly PrefetchGate _gate;
    private readonly MessageDecoder _decoder;
    private readonly WaitingTasks _waiting;
    private readonly ParkingLot _parking;
    private readonly Quarantine _quarantine;
    private readonly RateLimiter _rates;
    private readonly AckTimeoutAdvice _ackTimeout;
    private readonly TaskTracker _aside = new();

    public WorkerConsumer(WorkerRuntime runtime, TaskRunner runner, ITaskPool pool, PrefetchGate gate)
    {
        _runtime = runtime;
        _runner = runner;
        _pool = pool;
        _gate = gate;
        _decoder = new MessageDecoder(runtime.App, runtime.Settings.AcceptContent);
        _waiting = new WaitingTasks(runtime, gate, Read, ApplyAsync);
        _rates = new RateLimiter(runtime, pool);
        _parking = new ParkingLot(runtime, gate);
        _quarantine = new Quarantine(runtime, _parking);
        _ackTimeout = new AckTimeoutAdvice(runtime.App.ReadBroker.DriverName, runtime.Settings.Queues, runtime.Logger);
    }

    /// <summary>Warns of tasks the broker would not wait for.</summary>
    public void CheckLimits() => _ackTimeout.Check(_runtime.Registry.All);

    /// <summary>Tasks that wait for their time.</summary>
    public WaitingTasks Waiting => _waiting;

    /// <summary>Holds tasks back that come too often.</summary>
    public RateLimiter Rates => _rates;

    /// <summary>Called for every task that is to run as soon as a slot is free. Celery: <c>Consumer.on_task_message</c>.</summary>
    public Action? OnTask { get; set; }

    /// <summary>Messages held for other members of the fleet.</summary>
    public int Parked => _parking.Count;

    /// <summary>Handles deliveries until there are no more, or <paramref name="stopping"/> is cancelled.</summary>
    public async Task RunAsync(IBrokerConsumer consumer, CancellationToken stopping)
    {
        _gate.Attach(consumer);
        try
        {
            while (await consumer.Deliveries.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                while (!stopping.IsCancellationRequested && consumer.Deliveries.TryRead(out var delivery))
                {
                    await ReceiveAsync(delivery, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was not handled goes back when the consumer is disposed.
        }
    }

    /// <summary>Sorts one delivery. Never throws, except when stopping.</summary>
    public ValueTask ReceiveAsync(Delivery delivery, CancellationToken stopping)
    {
        try
        {
            return Sort(delivery, stopping);
        }
        catch (ProtocolException e)
        {
            Aside(_quarantine.HandleAsync(delivery, e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ReceiveFailed(_runtime.Logger, delivery.Queue, e);
            Aside(_quarantine.HandleAsync(delivery, new MessageDecodeException($"Reading the message failed: {e.Message}", -1, e)));
        }

        return default;
    }

    /// <summary>Completes when messages that were put aside are settled.</summary>
    public Task WhenSettledAsync() => _aside.WhenIdleAsync();

    public async ValueTask DisposeAsync()
    {
        await _waiting.DisposeAsync().ConfigureAwait(false);
        await _rates.DisposeAsync().ConfigureAwait(false);
        await _parking.DisposeAsync().ConfigureAwait(false);
    }

    private ValueTask Sort(Delivery delivery, CancellationToken stopping)
    {
        var message = _decoder.Decode(delivery.Message);
        if (_runtime.Registry.Find(message.TaskName) is not { } definition)
        {
            UnknownTask(delivery, message);
            return default;
        }

        if (!Continuation.CanFollow(message.Embed))
        {
            _parking.Park(delivery, message.TaskName, message.Id, "something that follows it is of a kind this worker does not know");
            return default;
        }

        var context = new TaskContext(_runtime, definition, message, delivery);
        Log.Received(_runtime.Logger, context.DisplayName, context.Id);
        if (_runtime.IsRevoked(context))
        {
            _runtime.Lifecycle.Discarded(context);
            Aside(_runner.FinishAsync(context));
            return default;
        }

        _runtime.Lifecycle.Received(context);
        if (message.Headers.Eta is not null && context.Eta is { } eta && eta > _runtime.Clock.Now)
        {
            _ackTimeout.Waits(context, eta - _runtime.Clock.Now);
            _waiting.Add(context, eta);
            return default;
        }

        if (_rates.Holds(context))
        {
            return default;
        }

        OnTask?.Invoke();
        return _pool.SubmitAsync(context, stopping);
    }

    private TaskContext Read(Delivery delivery)
    {
        var message = _decoder.Decode(delivery.Message);
        return new TaskContext(_runtime, _runtime.Registry.Find(message.TaskName)!, message, delivery);
    }

    private ValueTask ApplyAsync(TaskContext context, CancellationToken cancellationToken) =>
        _rates.Holds(context) ? default : _pool.SubmitAsync(context, cancellationToken);

    private void UnknownTask(Delivery delivery, TaskMessage message)
    {
        var name = message.TaskName;
        if (_runtime.Settings.UnknownTasks == UnknownTaskPolicy.Park)
        {
            _parking.Park(delivery, name, message.Id, "the task is not registered here");
        }
        else
        {
            Aside(RejectUnknownAsync(delivery, message));
        }
    }

    private async Task RejectUnknownAsync(Delivery delivery, TaskMessage message)
    {
        var hint = _runtime.Registry.Nearest(message.TaskName) is { } near ? $" The nearest registered name is '{near}'." : "";
        Log.UnregisteredTask(_runtime.Logger, message.TaskName, hint, MessageReport.Of(delivery.Message));
        try
        {
            if (_runtime.App.Backend.IsEnabled)
            {
                var meta = new ResultMeta
                {
                    TaskId = message.Id,
                    Status = TaskState.Failure,
                    Error = CeleryErrors.NotRegistered(message.TaskName),
                    DateDone = _runtime.Clock.DateDone(),
                };
                var route = new ResultRoute(message.Properties.ReplyTo, message.Properties.CorrelationId ?? message.Id);
                await _runtime.App.Backend.StoreAsync(meta, route, _runtime.Closed).ConfigureAwait(false);
            }

            await delivery.RejectAsync(requeue: false, _runtime.Closed).ConfigureAwait(false);
            _runtime.Lifecycle.Unregistered(message.Id, message.TaskName);
        }
        catch (Exception e)
        {
            // Without the record nobody would learn of it, so it is tried again.
            Log.ReceiveFailed(_runtime.Logger, delivery.Queue, e);
            _parking.Park(delivery, message.TaskName, message.Id, "its failure could not be stored");
        }
    }

    private void Aside(Task work)
    {
        if (!work.IsCompleted)
        {
            _aside.Track(work);
        }
    }
}
