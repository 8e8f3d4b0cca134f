namespace Interop.Client.Brokers;

/// <summary>A queue that is neither in <c>task_queues</c> nor may be created. Celery: <c>celery.exceptions.QueueNotFound</c>.</summary>
public sealed class QueueNotFoundException : BrokerException
{
    /// <summary>Creates the exception.</summary>
    public QueueNotFoundException(string queue, string broker)
        : base($"Queue '{queue}' is not in task_queues and task_create_missing_queues is off. Add it to task_queues.", broker) =>
        Queue = queue;

    /// <summary>Name of the queue.</summary>
    public string Queue { get; }
}
