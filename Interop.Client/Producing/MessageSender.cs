using System.Globalization;
using System.Runtime.CompilerServices;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Producing;

/// <summary>Hands messages to the transport: declares first, tries again, gives up at the deadline. Celery: <c>kombu
/// Producer.publish</c>.</summary>
internal sealed class MessageSender
{
    private readonly ClientContext _context;
    private readonly IBrokerTransport _broker;
    private readonly IResultBackend _backend;
    private readonly ILogger _logger;
    private readonly PublishDeadlines _deadlines;

    public MessageSender(ClientContext context, IBrokerTransport broker, IResultBackend backend, ILogger logger)
    {
        _context = context;
        _broker = broker;
        _backend = backend;
        _logger = logger;
        _deadlines = new PublishDeadlines(context.Time, context.Options.PublishTimeout);
    }

    /// <summary>Sends a message; first makes sure that the result of <paramref name="awaited"/>, if there is one, cannot
    /// be missed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(
        WireMessage wire, TaskRouteTarget target, SendPolicy policy, string? awaited, CancellationToken cancellationToken)
    {
        var mayRetry = policy.Retry ?? _context.Options.TaskPublishRetry;
        var timeout = policy.Timeout
            ?? (mayRetry ? _deadlines.Default : Least(_deadlines.Default, _context.Options.BrokerConnectionTimeout));
        using var own = timeout == _deadlines.Default ? null : new CancellationTokenSource(timeout, _context.Time);
        var deadline = own?.Token ?? _deadlines.Next();
        using var both = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline)
            : null;
        var token = both?.Token ?? deadline;
        try
        {
            if (awaited is not null && _backend.IsEnabled)
            {
                // Of the backends only rpc has something to do here, on the same broker.
                await _backend.PrepareAsync(awaited, token).ConfigureAwait(false);
            }

            await TryAsync(wire, target, mayRetry ? policy.Policy ?? _context.Options.TaskPublishRetryPolicy : null, token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                $"The broker {_broker.DisplayUrl} did not take the message for '{wire.Properties.RoutingKey}' within "
                + $"{timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. Check that it runs and that broker_url is "
                + "right; publish_timeout sets how long is waited.",
                _broker.DisplayUrl, e);
        }

        ProducingLog.TaskSent(
            _logger, wire.Headers.Task ?? "", wire.Properties.CorrelationId ?? "", target.Exchange, target.RoutingKey);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TryAsync(
        WireMessage wire, TaskRouteTarget target, PublishRetryPolicy? policy, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            try
            {
                if (target.Queue is { } queue)
                {
                    await _broker.DeclareAsync(queue, cancellationToken).ConfigureAwait(false);
                }

                if (target.IsDelayed)
                {
                    // Python's producers leave this to the workers, and lose what they send before there is one.
                    await ((IDelayingTransport)_broker).PrepareDelayAsync(target.Queue, cancellationToken).ConfigureAwait(false);
                }

                await _broker.PublishAsync(target.Exchange, target.RoutingKey, wire, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (BrokerException e) when (
                e.IsTransient && policy is not null && !(retry >= policy.MaxRetries) && !cancellationToken.IsCancellationRequested)
            {
                var delay = policy.Delay(retry);
                ProducingLog.PublishRetried(_logger, _broker.DisplayUrl, e.Message, retry + 1, delay);
                await Task.Delay(delay, _context.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static TimeSpan Least(TimeSpan left, TimeSpan right) =>
        left == Timeout.InfiniteTimeSpan || (right != Timeout.InfiniteTimeSpan && right < left) ? right : left;
}
