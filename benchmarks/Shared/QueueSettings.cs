using System.Globalization;
using Interop.Client.Brokers;

namespace Interop.Benchmarks;

/// <summary>QUEUES queues (default 1: none but the default queue), and MAX_PRIORITY for RabbitMQ's <c>x-max-priority</c>.</summary>
internal static class QueueSettings
{
    public static int Count => HostSettings.Number("QUEUES", 1);

    public static string Name(int index) => Count == 1
        ? HostSettings.Text("QUEUE", "celery")
        : string.Create(CultureInfo.InvariantCulture, $"{HostSettings.Text("QUEUE", "celery")}-{index % Count}");

    public static IReadOnlyList<QueueDeclaration> Read()
    {
        var priorities = HostSettings.Number("MAX_PRIORITY", 0);
        if (Count == 1 && priorities == 0)
        {
            return [];
        }

        return [.. Enumerable.Range(0, Count).Select(index => new QueueDeclaration
        {
            Name = Name(index),
            Exchange = new ExchangeDeclaration { Name = Name(index) },
            RoutingKey = Name(index),
            Arguments = priorities == 0 ? null : new Dictionary<string, object?> { ["x-max-priority"] = priorities },
        })];
    }
}
