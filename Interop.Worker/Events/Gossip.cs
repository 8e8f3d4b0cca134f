using Interop.Client;
using Interop.Client.Brokers;
using Interop.Client.Events;
using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Events;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;

namespace Interop.Worker.Events;

/// <summary>Hears what other workers say: keeps the logical clock in step, knows who is there, and takes part in elections.</summary>
/// <remarks>Celery: <c>celery/worker/consumer/gossip.py</c>, <c>Gossip</c>.</remarks>
internal sealed class Gossip : IAsyncDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly WorkerRuntime _runtime;
    private readonly EventDispatcher _dispatcher;
    private readonly Election _election = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _fullName;
    private Task _listening = Task.CompletedTask;
    private Task _checking = Task.CompletedTask;

    public Gossip(WorkerRuntime runtime, EventDispatcher dispatcher)
    {
        _runtime = runtime;
        _dispatcher = dispatcher;
        _fullName = Election.FullName(runtime.Settings.NodeName, runtime.ProcessId);
        State = runtime.App.Events.CreateState(new ClusterStateOptions
        {
            MaxTasks = 1,
            OnNodeJoined = worker => Log.NodeJoined(runtime.Logger, worker.Hostname),
            OnNodeLeft = worker => Log.NodeLeft(runtime.Logger, worker.Hostname),
        });
    }

    /// <summary>The other workers.</summary>
    public ClusterState State { get; }

    /// <summary>Whether the broker can carry it. Celery: <c>compatible_transports</c>.</summary>
    public static bool Works(CeleryApp app) => app.ReadBroker.DriverName is "amqp" or "redis";

    public void Start()
    {
        _listening = Task.Run(ListenAsync);
        _checking = CheckAsync();
    }

    public void StartElection(string id, string topic, WireValue action)
    {
        _election.Ask(id);
        _dispatcher.Send(EventTypes.WorkerElect, new WireMap()
            .With("id", id).With("topic", topic).With("action", action).With("cver", 1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _checking.ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var receiver = await _runtime.App.Events.ReceiveAsync(
                    new() { RoutingKey = "worker.#", QueueTtl = _runtime.Settings.HeartbeatInterval, Wakeup = false },
                    _stop.Token).ConfigureAwait(false);
                await using var ending = receiver.ConfigureAwait(false);
                await foreach (var message in receiver.MessagesAsync(_stop.Token).ConfigureAwait(false))
                {
                    await ReceiveAsync(receiver, message).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Tasks go on without it.
                Log.GossipFailed(_runtime.Logger, RetryInterval.TotalSeconds, e is BrokerException ? null : e, e.Message);
            }

            await Task.Delay(RetryInterval, _runtime.Clock.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask ReceiveAsync(EventReceiver receiver, WireMessage message)
    {
        switch (message.Properties.RoutingKey)
        {
            case var key when key.StartsWith("task.", StringComparison.Ordinal):
                break; // On Redis without fanout_patterns everything is heard.
            case "worker.elect":
                Elect(receiver.Read(message));
                break;
            case "worker.elect.ack":
                foreach (var acknowledged in receiver.Read(message))
                {
                    await AcknowledgedAsync(acknowledged).ConfigureAwait(false);
                }

                break;
            default:
                Note(receiver, message);
                break;
        }
    }

    private void Note(EventReceiver receiver, WireMessage message)
    {
        var header = message.Headers.Extra?["hostname"]?.AsStringOrNull();
        if (header == _runtime.Settings.NodeName)
        {
            _runtime.App.Clock.Forward();
            return;
        }

        foreach (var told in receiver.Read(message))
        {
            State.Apply(receiver.Prepare(told));
        }
    }

    private void Elect(IReadOnlyList<CeleryEvent> asked)
    {
        foreach (var request in asked)
        {
            if (_election.TryAdd(request))
            {
                _dispatcher.Send(EventTypes.WorkerElectAck, new WireMap().With("id", request.Text("id")!));
            }
            else
            {
                Log.ElectionUnreadable(_runtime.Logger, request.Hostname ?? "");
            }
        }
    }

    private async ValueTask AcknowledgedAsync(CeleryEvent acknowledged)
    {
        if (acknowledged.Text("id") is not { } id || _election.Acknowledge(id, State.AliveWorkers.Count) is not { } won)
        {
            return;
        }

        if (won.Leader != _fullName)
        {
            Log.NodeElected(_runtime.Logger, won.Leader, id);
            return;
        }

        Log.ElectionWon(_runtime.Logger, id);
        if (won.Topic != "task")
        {
            Log.ElectionTopicUnknown(_runtime.Logger, won.Topic);
            return;
        }

        try
        {
            await _runtime.App.Publisher.SendSignatureAsync(
                SignatureCodec.Read(won.Action), SignatureCall.Empty, _stop.Token).ConfigureAwait(false);
        }
        catch (CeleryException e)
        {
            Log.ElectedTaskNotSent(_runtime.Logger, e);
        }
    }

    private async Task CheckAsync()
    {
        using var timer = new PeriodicTimer(CheckInterval, _runtime.Clock.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                foreach (var worker in State.Workers.Where(worker => !worker.IsAlive(_runtime.Clock.Now)))
                {
                    Log.NodeLost(_runtime.Logger, worker.Hostname);
                    State.RemoveWorker(worker.Hostname);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker ends.
        }
    }
}
