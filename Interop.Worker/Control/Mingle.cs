using Interop.Client.Brokers;
using Interop.Client.Control;
using Interop.Protocol.Control;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Hosting;

namespace Interop.Worker.Control;

/// <summary>Learns from the other workers what is revoked and how late it is, before anything is consumed.
/// Celery: <c>celery/worker/consumer/mingle.py</c>.</summary>
internal sealed class Mingle(WorkerRuntime runtime)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Brokers that have broadcasts in every version. Celery: <c>compatible_transports</c>.</summary>
    public bool IsEnabled => runtime.Settings.Mingle && runtime.App.ReadBroker.DriverName is "amqp" or "redis";

    /// <summary>Asks, listens for commands as <paramref name="listen"/> begins it, and takes over what the others say. The question goes
    /// out first: a broker that tells of nobody who heard it spares the wait. Never fails: without answers the worker knows what it knew.</summary>
    public async Task SyncAsync(Func<Task> listen, CancellationToken cancellationToken)
    {
        Log.MingleSearching(runtime.Logger);
        using var pending = await AskAsync(cancellationToken).ConfigureAwait(false);
        await listen().ConfigureAwait(false);
        if (pending is not null)
        {
            await TakeAsync(pending, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<PendingReplies?> AskAsync(CancellationToken cancellationToken)
    {
        var request = new ControlRequest
        {
            Method = "hello",
            Arguments = new WireMap(2)
                .With("from_node", runtime.Settings.NodeName)
                .With("revoked", RevokedExchange.ToMap(runtime)),
        };
        try
        {
            return await BrokerPatience.ReachAsync(
                runtime, () => runtime.App.Control.AskAsync(request, new ControlCall { Timeout = Patience }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerException e)
        {
            Log.MingleFailed(runtime.Logger, e.Message);
            return null;
        }
    }

    private async Task TakeAsync(PendingReplies pending, CancellationToken cancellationToken)
    {
        try
        {
            var replies = await pending.CollectAsync(cancellationToken).ConfigureAwait(false);
            var others = replies.Where(reply => reply.Node != runtime.Settings.NodeName && reply.Value.Kind == WireKind.Map).ToList();
            foreach (var reply in others)
            {
                Take(reply.Value.AsMap());
            }

            if (others.Count == 0)
            {
                Log.MingleAlone(runtime.Logger);
            }
            else
            {
                Log.MingleDone(runtime.Logger, others.Count);
            }

            pending.Dispose();
            await runtime.App.Control.CloseRepliesAsync().ConfigureAwait(false);
        }
        catch (BrokerException e)
        {
            Log.MingleFailed(runtime.Logger, e.Message);
        }
    }

    private void Take(WireMap reply)
    {
        if (reply["clock"] is { } clock && clock.TryGetInt64(out var value) && value > 0)
        {
            runtime.App.Clock.Adjust(value);
        }
        else
        {
            runtime.App.Clock.Forward();
        }

        RevokedExchange.Merge(runtime, reply["revoked"] ?? WireValue.None);
    }
}
