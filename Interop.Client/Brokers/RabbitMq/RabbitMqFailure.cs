using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>What an exception of RabbitMQ.Client means, in words for people.</summary>
internal static partial class RabbitMqFailure
{
    private const int AccessRefused = 403;
    private const int PreconditionFailed = 406;
    private const int NotAllowed = 530;

    /// <summary>The reason of a failed connection attempt or operation, without a full stop.</summary>
    public static string Reason(Exception error) => Root(error) switch
    {
        AuthenticationFailureException e => $"the broker refused user and password ({BrokerText(e.Message)})",
        PossibleAuthenticationFailureException => "the broker hung up during login; user, password or virtual host may be wrong",
        OperationInterruptedException { ShutdownReason: { } shutdown } => Reason(shutdown),
        SocketException e => e.SocketErrorCode == SocketError.ConnectionRefused ? "connection refused" : Lower(e.Message),
        AuthenticationException e => "TLS failed: " + Lower(e.Message),
        TimeoutException or OperationCanceledException => "no answer in time",
        EndOfStreamException => "the connection was closed",
        var e => Lower(e.Message),
    };

    /// <summary>The reason of a closed channel or connection, without a full stop.</summary>
    public static string Reason(ShutdownEventArgs shutdown) => shutdown.Exception is { } cause && shutdown.ReplyCode is 0 or 541
        ? Reason(shutdown.Exception!)
        : $"{shutdown.ReplyCode} {shutdown.ReplyText}".TrimEnd('.');

    /// <summary>The <c>consumer_timeout</c> for which a channel was closed, if it was closed for that.</summary>
    /// <remarks>RabbitMQ: <c>rabbit_channel.erl</c>, <c>evaluate_consumer_timeout</c>: <c>PRECONDITION_FAILED - delivery acknowledgement on
    /// channel 1 timed out. Timeout value used: 1800000 ms. …</c></remarks>
    public static TimeSpan? AckTimeout(ShutdownEventArgs shutdown)
    {
        if (shutdown.ReplyCode != PreconditionFailed
            || !shutdown.ReplyText.Contains("delivery acknowledgement on channel", StringComparison.Ordinal)
            || !shutdown.ReplyText.Contains("timed out", StringComparison.Ordinal))
        {
            return null;
        }

        var value = TimeoutValue().Match(shutdown.ReplyText);
        return value.Success && long.TryParse(value.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.Zero;
    }

    /// <summary>True when waiting will not help: wrong password, no such virtual host, no right to it.</summary>
    public static bool IsRefusal(Exception error) => Root(error) switch
    {
        AuthenticationFailureException => true,
        OperationInterruptedException { ShutdownReason.ReplyCode: AccessRefused or NotAllowed } => true,
        _ => false,
    };

    /// <summary>True when a channel or connection went while it was used.</summary>
    public static bool IsLoss(Exception error) =>
        error is OperationInterruptedException or IOException or ChannelClosedException or ObjectDisposedException or TimeoutException;

    [GeneratedRegex(@"(?<=Timeout value used: )[0-9]{1,15}(?= ms)", RegexOptions.CultureInvariant)]
    private static partial Regex TimeoutValue();

    private static Exception Root(Exception error)
    {
        while (error is BrokerUnreachableException or AggregateException or ConnectFailureException or IOException
            && error.InnerException is { } inner)
        {
            error = inner;
        }

        return error;
    }

    private static string BrokerText(string message)
    {
        var quoted = message.IndexOf("text='", StringComparison.Ordinal);
        var end = quoted < 0 ? -1 : message.IndexOf('\'', quoted + 6);
        return end < 0 ? message.TrimEnd('.') : message[(quoted + 6)..end].TrimEnd('.');
    }

    private static string Lower(string message) =>
        message.Length > 1 && char.IsUpper(message[0]) && char.IsLower(message[1])
            ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.')
            : message.TrimEnd('.');
}
