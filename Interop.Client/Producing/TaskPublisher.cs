using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;

namespace Interop.Client.Producing;

/// <summary>Turns calls into messages and publishes them; what the app and a worker both send with. Thread safe.</summary>
/// <remarks>Celery: <c>celery/app/amqp.py</c>, <c>AMQP.send_task_message</c>, and <c>celery/canvas.py</c>, <c>Signature.apply_async</c>.</remarks>
public sealed class TaskPublisher
{
    /// <summary>Publishes a message as it is: declares the target's queue on first use, serializes, waits until the broker has it.</summary>
    /// <param name="message">The message. Content type, exchange, routing key and, where null, delivery mode and priority are filled in.</param>
    /// <param name="target">Where to, from <see cref="TaskRouter"/>.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <exception cref="Brokers.BrokerUnreachableException">No broker took it in time.</exception>
    /// <exception cref="Brokers.PublishRejectedException">The broker refused it.</exception>
    public ValueTask PublishAsync(TaskMessage message, TaskRouteTarget target, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Calls a signature that arrived in a message: a task, a chain or a group.</summary>
    /// <returns>The handle as it travels: of the task, of the last step of a chain, or of a group with its members.</returns>
    /// <exception cref="CanvasNotSupportedException">It is or contains a chord or another kind that cannot be called yet; nothing was published.</exception>
    public ValueTask<ResultTuple> SendSignatureAsync(
        Signature signature, SignatureCall call, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>True when <see cref="SendSignatureAsync"/> can call a signature with all that it contains.</summary>
    public static bool CanExecute(Signature signature) => throw new NotSupportedException();
}
