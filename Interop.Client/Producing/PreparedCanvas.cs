using Interop.Client.Producing.Canvas;
using Interop.Protocol.Results;

namespace Interop.Client.Producing;

/// <summary>A signature whose messages are made: a fault in one of them leaves none half-sent, and what was sent is not sent again.</summary>
public sealed class PreparedCanvas
{
    private readonly TaskPublisher _publisher;
    private readonly CanvasPlan _plan;
    private readonly PreparedTask?[] _tasks;
    private readonly ParentTask? _parent;

    internal PreparedCanvas(TaskPublisher publisher, CanvasPlan plan, IReadOnlyList<PreparedTask> tasks, ParentTask? parent)
    {
        _publisher = publisher;
        _plan = plan;
        _tasks = [.. tasks.Select(task => (PreparedTask?)task)];
        _parent = parent;
    }

    /// <summary>The handle as it travels: of the task, of the last step of a chain, of the body of a chord, or of a group with its
    /// members.</summary>
    public ResultTuple Result => _plan.Result;

    /// <summary>Tells the backend of chords, then sends what was not sent before. Not for two callers at once.</summary>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <exception cref="Interop.Client.Backends.ResultStoreException">The backend could not be told of a chord.</exception>
    /// <exception cref="Interop.Client.Brokers.BrokerUnreachableException">No broker took it in time; it may be called again.</exception>
    /// <exception cref="Interop.Client.Brokers.PublishRejectedException">The broker refused a message.</exception>
    public async ValueTask SendAsync(CancellationToken cancellationToken = default)
    {
        while (_plan.Chords is [var chord, ..])
        {
            await _publisher.AnnounceAsync(chord, cancellationToken).ConfigureAwait(false);
            _plan.Chords.RemoveAt(0);
        }

        if (_tasks.Length == 1)
        {
            await SendOneAsync(0, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            // Started in order and awaited together: a group costs one round trip, not one a member.
            await Task.WhenAll(Enumerable.Range(0, _tasks.Length).Select(i => SendOneAsync(i, cancellationToken).AsTask())).ConfigureAwait(false);
        }

        if (_parent is not null)
        {
            _plan.Trail.ForEach(_parent.AddChild);
            _plan.Trail.Clear();
        }
    }

    private async ValueTask SendOneAsync(int index, CancellationToken cancellationToken)
    {
        if (_tasks[index] is { } task)
        {
            await _publisher.FinishAsync(task, cancellationToken).ConfigureAwait(false);
            _tasks[index] = null;
        }
    }
}
