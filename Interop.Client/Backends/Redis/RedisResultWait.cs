using System.Threading.Channels;
using Interop.Client.Resp;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Backends.Redis;

/// <summary>What one waiter hears: documents as they are published, and that it should look at the stored one.</summary>
internal sealed class RedisResultWait
{
    // The newest matter: when a task publishes its progress faster than the waiter reads, old states may go.
    private const int KeptStates = 256;

    private readonly Channel<byte[]?> _heard = System.Threading.Channels.Channel.CreateBounded<byte[]?>(
        new BoundedChannelOptions(KeptStates) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly ILogger _logger;

    /// <summary>Starts with a look at what is stored: it may be older than the subscription.</summary>
    public RedisResultWait(string channel, ILogger logger)
    {
        Channel = channel;
        _logger = logger;
        LookAgain();
    }

    public string Channel { get; }

    /// <summary>On the thread that reads the connection.</summary>
    public void Receive(RespMessage message) => _heard.Writer.TryWrite(message.Payload.ToArray());

    /// <summary>Something may have been missed.</summary>
    public void LookAgain() => _heard.Writer.TryWrite(null);

    /// <summary>The next published document; null when the stored one is to be read.</summary>
    public async ValueTask<ResultMeta?> NextAsync(CancellationToken cancellationToken)
    {
        byte[]? document = await _heard.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return document is null ? null : ResultMetaCodec.Read(document);
        }
        catch (MessageDecodeException e)
        {
            RedisResultLog.PushUnreadable(_logger, Channel, e.Message);
            return null;
        }
    }
}
