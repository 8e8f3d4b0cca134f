using System.Text;
using Interop.Client.Resp;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;

namespace Interop.Client.Brokers.Redis;

/// <summary>The fanout queues of one consumer. Their messages stand in no list and in no books: who is not there misses them.</summary>
/// <remarks>kombu: <c>Channel._subscribe</c>, <c>_receive_one</c>.</remarks>
internal sealed class RedisBroadcastSubscription(RedisBroadcasts broadcasts, IReadOnlyList<QueueDeclaration> queues) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _subscriptions = [];
    private readonly RespSubscriber _subscriber = broadcasts.Open();
    private Func<string, CancellationToken, ValueTask>? _deleteQueue;

    /// <param name="consumer">Gets the messages.</param>
    /// <param name="deleteQueue">Deletes an auto-delete queue at the end.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BrokerUnreachableException">No server answered in time.</exception>
    public async Task SubscribeAsync(
        RedisConsumer consumer, Func<string, CancellationToken, ValueTask> deleteQueue, CancellationToken cancellationToken)
    {
        _deleteQueue = deleteQueue;
        foreach (QueueDeclaration queue in queues)
        {
            string pattern = broadcasts.Session.Names.Keys.SubscribePattern(queue.Exchange!.Name, queue.RoutingKey);
            _subscriptions.Add(await broadcasts.Session.PersistAsync(
                token => _subscriber.SubscribePatternAsync(
                    pattern, message => Receive(consumer, queue.Name, message), onGap: null, token).AsTask(),
                cancellationToken).ConfigureAwait(false));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable subscription in _subscriptions)
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
        }

        _subscriptions.Clear();
        await broadcasts.CloseAsync(_subscriber).ConfigureAwait(false);
        foreach (QueueDeclaration queue in queues.Where(q => q.AutoDelete && _deleteQueue is not null))
        {
            try
            {
                using var limit = new CancellationTokenSource(broadcasts.Session.Patience / 10, broadcasts.Session.Time);
                await _deleteQueue!(queue.Name, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is BrokerException or OperationCanceledException or ObjectDisposedException)
            {
                // A binding that stays behind leads nowhere: broadcasts go by subscription.
                RedisLog.Troubled(broadcasts.Session.Logger, "unbinding " + queue.Name, e.Message);
            }
        }
    }

    private void Receive(RedisConsumer consumer, string queue, RespMessage message)
    {
        try
        {
            if (!consumer.TryDeliver(VirtualEnvelope.Read(message.Payload.Span), queue))
            {
                RedisLog.BroadcastDropped(
                    broadcasts.Session.Logger, Encoding.UTF8.GetString(message.Channel.Span), "nobody reads the deliveries.");
            }
        }
        catch (MessageDecodeException e)
        {
            RedisLog.BroadcastDropped(broadcasts.Session.Logger, Encoding.UTF8.GetString(message.Channel.Span), e.Message);
        }
    }
}
