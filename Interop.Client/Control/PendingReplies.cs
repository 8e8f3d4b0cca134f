using System.Threading.Channels;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Control;

/// <summary>The answers to one command that was sent. Celery: <c>kombu/pidbox.py</c>, <c>Mailbox._collect</c>.</summary>
public sealed class PendingReplies : IDisposable
{
    private readonly ChannelReader<WireMap> _replies;
    private readonly ControlCall _call;
    private readonly int? _listeners;
    private readonly Action _forget;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal PendingReplies(
        ChannelReader<WireMap> replies, ControlCall call, int? listeners, Action forget, TimeProvider time, ILogger logger)
    {
        (_replies, _call, _listeners) = (replies, call, listeners);
        (_forget, _time, _logger) = (forget, time, logger);
    }

    /// <summary>Waits until all have answered that can be known, or nobody has for the time of the call.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answers in the order they came; none when nobody answered in time.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<IReadOnlyList<ControlReply>> CollectAsync(CancellationToken cancellationToken)
    {
        var all = new List<ControlReply>();
        for (var count = 0; count < Most(); count++)
        {
            using var silence = new CancellationTokenSource(_call.Timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
            try
            {
                foreach (var (node, value) in await _replies.ReadAsync(either.Token).ConfigureAwait(false))
                {
                    var name = node.AsStringOrNull() ?? node.ToString();
                    if (all.Exists(known => known.Node == name))
                    {
                        ControlLog.DuplicateNode(_logger, name);
                    }

                    all.Add(new ControlReply(name, value));
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break;
            }
        }

        return all;
    }

    /// <summary>Answers that come later are left out.</summary>
    public void Dispose() => _forget();

    // Of those who hear a command, only the ones it is meant for answer.
    private int Most() => Math.Min(
        _call.Limit ?? (_call.Destination is { Count: > 0 } nodes ? nodes.Count : int.MaxValue),
        _listeners ?? int.MaxValue);
}
