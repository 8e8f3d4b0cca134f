using Interop.Client.Brokers;

namespace Interop.Client.Producing;

/// <summary>The queue of one single worker, which it consumes if <c>worker_direct</c> is on: tasks for that worker and no other.</summary>
/// <remarks>Celery: <c>celery/utils/nodenames.py</c>, <c>worker_direct</c>.</remarks>
public static class WorkerDirect
{
    private const string Suffix = ".dq2";

    private static readonly ExchangeDeclaration Exchange = new() { Name = "C.dq2" };

    /// <summary>Name of a worker's queue, for <see cref="TaskSendOptions.Queue"/> and routes: <c>w1@host.dq2</c>.</summary>
    /// <param name="nodeName">Full name of the worker, e.g. <c>w1@host</c>.</param>
    public static string QueueName(string nodeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(nodeName);
        return nodeName + Suffix;
    }

    /// <summary>A worker's queue as Celery declares it: durable, bound to the direct exchange <c>C.dq2</c> with the node name.</summary>
    /// <param name="nodeName">Full name of the worker, e.g. <c>w1@host</c>.</param>
    public static QueueDeclaration Queue(string nodeName) =>
        new() { Name = QueueName(nodeName), Exchange = Exchange, RoutingKey = nodeName };

    /// <summary>The queue a name stands for, or null when it is not the name of a worker's queue.</summary>
    /// <remarks>Node names have an <c>@</c>; a queue that only ends alike is somebody's own.</remarks>
    internal static QueueDeclaration? Find(string queueName) =>
        queueName.EndsWith(Suffix, StringComparison.Ordinal) && queueName.Contains('@', StringComparison.Ordinal)
            ? Queue(queueName[..^Suffix.Length])
            : null;
}
