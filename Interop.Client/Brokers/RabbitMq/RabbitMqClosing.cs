using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Closes channels, in bounded time and without throwing: what is left is closed with the connection.</summary>
internal static class RabbitMqClosing
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task CloseAsync(IChannel channel, TimeProvider time, ILogger logger)
    {
        try
        {
            await channel.DisposeAsync().AsTask().WaitAsync(Limit, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e) || e is OperationCanceledException)
        {
            var reason = RabbitMqFailure.Reason(e);
            RabbitMqLog.ChannelCloseFailed(logger, channel.ChannelNumber, reason);
        }
    }
}
