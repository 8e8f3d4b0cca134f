using Interop.Client.Brokers;

namespace Interop.Client.Producing;

/// <summary>Decides where tasks go, by <c>task_routes</c> and <c>task_queues</c>. Thread safe; answers are kept per task name.</summary>
/// <remarks>Celery: <c>celery/app/routes.py</c>, <c>Router</c>, and <c>celery/app/amqp.py</c>, <c>Queues</c>.</remarks>
public sealed class TaskRouter
{
    /// <summary>Where a call goes that says nothing about it.</summary>
    /// <param name="taskName">Name of the task.</param>
    /// <exception cref="QueueNotFoundException">The route names a queue that is not listed and may not be created.</exception>
    public TaskRouteTarget Route(string taskName) => throw new NotSupportedException();

    /// <summary>Where a call goes; its own queue, exchange and routing key win over the routes.</summary>
    /// <exception cref="QueueNotFoundException">A queue is named that is not listed and may not be created.</exception>
    public TaskRouteTarget Route(string taskName, TaskSendOptions? options) => throw new NotSupportedException();

    /// <summary>A queue by name, as Python declares it; one that is not in <c>task_queues</c> gets a direct exchange of its own name.</summary>
    /// <exception cref="QueueNotFoundException">It is not listed and may not be created.</exception>
    public QueueDeclaration Queue(string name) => throw new NotSupportedException();

    /// <summary>The queues a worker consumes when nobody names any: <c>task_queues</c>, or the default queue.</summary>
    public IReadOnlyList<QueueDeclaration> ConfiguredQueues => throw new NotSupportedException();
}
