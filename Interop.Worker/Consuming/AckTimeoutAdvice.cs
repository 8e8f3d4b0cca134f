using System.Globalization;
using Interop.Client.Brokers;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Consuming;

/// <summary>Warns, once for each reason, of tasks that RabbitMQ would not wait for: it closes the channel on which a delivery is unacknowledged
/// for longer than <c>consumer_timeout</c>, and delivers everything again.</summary>
/// <remarks>What the broker has set cannot be asked for over AMQP: the argument <c>x-consumer-timeout</c> of a queue counts (RabbitMQ 3.12 and
/// later), else RabbitMQ's default of 30 minutes. Celery: the section on timeouts in <c>docs/getting-started/backends-and-brokers/rabbitmq.rst</c>.</remarks>
internal sealed class AckTimeoutAdvice
{
    /// <summary>RabbitMQ since 3.8.17.</summary>
    public static readonly TimeSpan Standard = TimeSpan.FromMinutes(30);

    private readonly ILogger _logger;
    private readonly bool _isNeeded;
    private readonly Dictionary<string, TimeSpan> _limits;
    private int _toldOfWaiting;

    /// <param name="driver">kombu's name of the broker's driver.</param>
    /// <param name="queues">The queues that are consumed.</param>
    /// <param name="logger">Where it warns.</param>
    public AckTimeoutAdvice(string driver, IEnumerable<QueueDeclaration> queues, ILogger logger)
    {
        _logger = logger;
        _isNeeded = driver == "amqp";
        _limits = queues.Select(queue => (queue.Name, Limit: Read(queue))).Where(known => known.Limit is not null)
            .ToDictionary(known => known.Name, known => known.Limit!.Value, StringComparer.Ordinal);
    }

    /// <summary>At start: late acknowledged tasks that may run for longer.</summary>
    public void Check(IEnumerable<TaskDefinition> tasks)
    {
        var shortest = _limits.Values.Append(Standard).Min();
        string[] slow = [.. tasks.Where(task => task.AcksLate && task.Limits.TimeLimit > shortest)
            .Select(task => $"{task.Name} ({task.Limits.TimeLimit!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s)")
            .Order(StringComparer.Ordinal)];
        if (_isNeeded && slow.Length > 0)
        {
            Log.RunsBeyondAckTimeout(_logger, string.Join(", ", slow), shortest.TotalSeconds);
        }
    }

    /// <summary>A task is to wait here for its time.</summary>
    public void Waits(TaskContext context, TimeSpan wait)
    {
        if (_isNeeded && wait > _limits.GetValueOrDefault(context.Queue, Standard) && Interlocked.Exchange(ref _toldOfWaiting, 1) == 0)
        {
            var limit = _limits.GetValueOrDefault(context.Queue, Standard);
            Log.WaitsBeyondAckTimeout(_logger, context.DisplayName, context.Id, wait.TotalSeconds, limit.TotalSeconds);
        }
    }

    private static TimeSpan? Read(QueueDeclaration queue) =>
        queue.Arguments?.GetValueOrDefault("x-consumer-timeout") switch
        {
            int milliseconds => TimeSpan.FromMilliseconds(milliseconds),
            long milliseconds => TimeSpan.FromMilliseconds(milliseconds),
            _ => null,
        };
}
