using Interop.Client;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;

namespace Interop.Worker.Registration;

/// <summary>The queues a worker consumes. Celery: <c>celery/worker/worker.py</c>, <c>WorkController.setup_queues</c>.</summary>
internal static class QueueSelection
{
    /// <param name="app">The app, whose queues are meant when none are included.</param>
    /// <param name="included">Names to consume; all queues of the app if empty.</param>
    /// <param name="excluded">Names not to consume, which need not exist.</param>
    /// <param name="nodeName">Full name of the worker.</param>
    /// <exception cref="ImproperlyConfiguredException">A name is not in <c>task_queues</c> and may not be created.</exception>
    public static IReadOnlyList<QueueDeclaration> Of(
        CeleryApp app, IEnumerable<string> included, IEnumerable<string> excluded, string nodeName)
    {
        string[] names = [.. included.Distinct(StringComparer.Ordinal)];
        HashSet<string> without = [.. excluded];
        var selected = names.Length > 0 ? Select(app, names) : app.Router.ConfiguredQueues;
        List<QueueDeclaration> queues = [.. selected.Where(queue => !without.Contains(queue.Name))];
        if (app.Options.WorkerDirect)
        {
            // Also where others are selected, and after exclusion.
            var own = app.Router.Queue(WorkerDirect.QueueName(nodeName));
            queues.RemoveAll(queue => queue.Name == own.Name);
            queues.Add(own);
        }

        return queues;
    }

    private static QueueDeclaration[] Select(CeleryApp app, string[] names)
    {
        try
        {
            return [.. names.Select(app.Router.Queue)];
        }
        catch (QueueNotFoundException e)
        {
            throw new ImproperlyConfiguredException([
                $"The worker is to consume {string.Join(", ", names.Select(name => $"'{name}'"))}, but the queue '{e.Queue}' is not in "
                + "task_queues. Add it there, or turn task_create_missing_queues on."]);
        }
    }
}
