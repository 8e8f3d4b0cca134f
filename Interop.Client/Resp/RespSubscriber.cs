using System.Text;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>One connection that carries all subscriptions; a channel is subscribed to once, however many handlers it has.</summary>
internal sealed class RespSubscriber : IAsyncDisposable
{
    private const int MaxAttempts = 5;

    private readonly RespClient _client;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RespSubscription> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RespSubscription> _patterns = new(StringComparer.Ordinal);

    public RespSubscriber(RespOptions options, TimeProvider time, ILogger logger, Random jitter)
    {
        _logger = logger;
        _client = new RespClient(
            options, time, logger, jitter, new RespConnectionHooks { IsPubSub = true, OnPush = Deliver });
        _client.OnConnected(ResubscribeAsync);
    }

    /// <summary>
    /// Completes when the server has confirmed. <paramref name="onMessage"/> runs on the reading thread and must not
    /// wait. <paramref name="onGap"/> runs after the connection was lost and the channel is subscribed to again:
    /// messages may have been missed. Dispose the result to leave; that completes when the server has confirmed.
    /// </summary>
    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<RespMessage> onMessage, Action? onGap, CancellationToken cancellationToken) =>
        JoinAsync(channel, isPattern: false, onMessage, onGap, cancellationToken);

    /// <summary>As <see cref="SubscribeAsync"/>, for all channels that match a glob pattern.</summary>
    public ValueTask<IAsyncDisposable> SubscribePatternAsync(
        string pattern, Action<RespMessage> onMessage, Action? onGap, CancellationToken cancellationToken) =>
        JoinAsync(pattern, isPattern: true, onMessage, onGap, cancellationToken);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>Removes a handler; with the last one the server is told. A server that is down is not waited for.</summary>
    internal async ValueTask LeaveAsync(RespSubscriptionHandle handle)
    {
        RespSubscription subscription = handle.Subscription;
        Task goodbye;
        lock (_gate)
        {
            if (!subscription.Remove(handle))
            {
                return;
            }

            // Also without a connection: the next one may be renewing this subscription at this very moment.
            Table(subscription.IsPattern).Remove(subscription.Name);
            goodbye = SayGoodbyeAsync(subscription);
        }

        if (_client.IsConnected)
        {
            await goodbye.ConfigureAwait(false);
        }
    }

    private async Task SayGoodbyeAsync(RespSubscription subscription)
    {
        try
        {
            await SendAsync(_client, subscription, isLeaving: true).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RespException or ObjectDisposedException)
        {
            // The subscription ended with its connection, and it is not renewed: it is not in the table any more.
        }
    }

    private async ValueTask<IAsyncDisposable> JoinAsync(
        string name, bool isPattern, Action<RespMessage> onMessage, Action? onGap, CancellationToken cancellationToken)
    {
        RespSubscriptionHandle handle;
        Task confirmed;
        lock (_gate)
        {
            Dictionary<string, RespSubscription> table = Table(isPattern);
            if (!table.TryGetValue(name, out RespSubscription? subscription))
            {
                subscription = new RespSubscription(name, isPattern);
                table.Add(name, subscription);
                subscription.Confirmed = ConfirmAsync(subscription);
            }

            handle = new RespSubscriptionHandle(this, subscription, onMessage, onGap);
            subscription.Add(handle);
            confirmed = subscription.Confirmed;
        }

        try
        {
            await confirmed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return handle;
        }
        catch
        {
            await handle.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Dictionary<string, RespSubscription> Table(bool isPattern) => isPattern ? _patterns : _channels;

    // Shared by all who join, so it does not run on the token of any of them. Subscribing twice does no harm.
    private async Task ConfirmAsync(RespSubscription subscription)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                RespReply reply = await SendAsync(_client, subscription, isLeaving: false).ConfigureAwait(false);
                reply.ThrowIfError();
                return;
            }
            catch (RespConnectionException e) when (e.MayHaveExecuted && attempt < MaxAttempts)
            {
                // The connection went while the confirmation was under way.
            }
        }
    }

    private static ValueTask<RespReply> SendAsync(IRespExecutor executor, RespSubscription subscription, bool isLeaving) =>
        executor.ExecuteAsync(
            (subscription, isLeaving),
            static (writer, state) =>
            {
                writer.Command(
                    (state.subscription.IsPattern, state.isLeaving) switch
                    {
                        (false, false) => "SUBSCRIBE"u8,
                        (true, false) => "PSUBSCRIBE"u8,
                        (false, true) => "UNSUBSCRIBE"u8,
                        (true, true) => "PUNSUBSCRIBE"u8,
                    },
                    1);
                writer.Bulk(state.subscription.Name);
            },
            CancellationToken.None);

    private async ValueTask ResubscribeAsync(IRespExecutor connection, CancellationToken cancellationToken)
    {
        RespSubscription[] all;
        var replies = new List<Task<RespReply>>();
        lock (_gate)
        {
            all = [.. _channels.Values, .. _patterns.Values];

            // Under the lock, so that nobody leaves between the look at the table and the command.
            replies.AddRange(all.Select(s => SendAsync(connection, s, isLeaving: false).AsTask()));
        }

        RespReply[] confirmed = await Task.WhenAll(replies).ConfigureAwait(false);
        foreach ((RespSubscription subscription, RespReply reply) in all.Zip(confirmed))
        {
            // One channel that the ACL forbids (now) must not keep the others from being renewed.
            if (reply.IsError)
            {
                RespLog.SubscriptionRefused(_logger, subscription.Name, reply.Text);
            }
        }

        if (_client.Generation == 0)
        {
            return;
        }

        foreach (RespSubscriptionHandle handle in all.SelectMany(s => s.Handles))
        {
            Guard(handle, static (h, _) => h.OnGap(), default);
        }
    }

    private void Deliver(RespReply push)
    {
        RespReply[] items = push.Items;
        bool isPattern = items.Length == 4 && items[0].Is("pmessage"u8);
        if (!isPattern && !(items.Length == 3 && items[0].Is("message"u8)))
        {
            return;
        }

        RespSubscription? subscription = Find(isPattern, items[1].Array);
        if (subscription is null)
        {
            return;
        }

        var message = new RespMessage(subscription.Name, items[^2].Bytes, items[^1].Bytes);
        foreach (RespSubscriptionHandle handle in subscription.Handles)
        {
            Guard(handle, static (h, m) => h.OnMessage(m), message);
        }
    }

    private RespSubscription? Find(bool isPattern, ReadOnlySpan<byte> name)
    {
        Span<char> text = name.Length <= 256 ? stackalloc char[name.Length] : new char[name.Length];
        int length = Encoding.UTF8.GetChars(name, text);
        lock (_gate)
        {
            Table(isPattern).GetAlternateLookup<ReadOnlySpan<char>>()
                .TryGetValue(text[..length], out RespSubscription? subscription);
            return subscription;
        }
    }

    // The reading thread serves all channels: one bad handler must not end it.
    private void Guard(
        RespSubscriptionHandle handle, Action<RespSubscriptionHandle, RespMessage> call, RespMessage message)
    {
        try
        {
            if (!handle.IsDisposed)
            {
                call(handle, message);
            }
        }
        catch (Exception e)
        {
            RespLog.HandlerFailed(_logger, handle.Subscription.Name, e);
        }
    }
}
