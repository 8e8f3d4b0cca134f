using System.Text;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;

namespace Interop.Worker.Tests.Support;

/// <summary>A delivery that remembers how it was settled.</summary>
internal sealed class TestDelivery(WireMessage message, string queue = "celery") : Delivery(message, queue)
{
    private readonly TaskCompletionSource<Settlement> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isLost;

    public override bool IsStale => _isLost;

    /// <summary>Completes with the settlement.</summary>
    public Task<Settlement> Settled => _settled.Task;

    public static TestDelivery Of(
        string task, string args = "[]", string kwargs = "{}", string embed = "{}", string id = "task-id",
        Func<MessageHeaders, MessageHeaders>? headers = null, Func<MessageProperties, MessageProperties>? properties = null)
    {
        var taskHeaders = new MessageHeaders { Task = task, Id = id, RootId = id };
        var taskProperties = new MessageProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            CorrelationId = id,
            ReplyTo = "replies",
            Priority = 0,
            RoutingKey = "celery",
        };
        return new(new WireMessage
        {
            Headers = headers?.Invoke(taskHeaders) ?? taskHeaders,
            Properties = properties?.Invoke(taskProperties) ?? taskProperties,
            Body = Encoding.UTF8.GetBytes($"[{args}, {kwargs}, {embed}]"),
        });
    }

    /// <summary>Its connection is gone.</summary>
    public void Lose() => _isLost = true;

    protected override ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        _settled.SetResult(settlement);
        return default;
    }
}
