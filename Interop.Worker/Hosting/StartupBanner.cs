using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Interop.Client.Brokers;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace Interop.Worker.Hosting;

/// <summary>What a worker says of itself when it starts. Celery: <c>BANNER</c> and <c>EXTRA_INFO_FMT</c> in <c>celery/apps/worker.py</c>.</summary>
internal static class StartupBanner
{
    private static readonly string Version =
        typeof(StartupBanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static string Format(WorkerRuntime runtime, bool includeBuiltins)
    {
        var settings = runtime.Settings;
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"\n{settings.NodeName} v{Version} (interop)\n\n")
            .Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription} {RuntimeInformation.FrameworkDescription} ")
            .Append(CultureInfo.InvariantCulture, $"{runtime.Clock.Now:yyyy-MM-dd HH:mm:ss}\n\n[config]\n")
            .Append(CultureInfo.InvariantCulture, $".> app:         {runtime.App.Oid}\n")
            .Append(CultureInfo.InvariantCulture, $".> transport:   {runtime.App.ReadBroker.DisplayUrl}\n")
            .Append(CultureInfo.InvariantCulture, $".> results:     {runtime.App.Backend.DisplayUrl}\n")
            .Append(CultureInfo.InvariantCulture, $".> concurrency: {Concurrency(settings)} ({settings.Pool.ToString().ToLowerInvariant()})\n")
            .Append(CultureInfo.InvariantCulture, $".> task events: {(settings.SendTaskEvents ? "ON" : "OFF (SendTaskEvents is false)")}\n\n[queues]\n");
        foreach (var queue in settings.Queues)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Queue(queue)}\n");
        }

        text.Append("\n[tasks]\n");
        foreach (var name in runtime.Registry.Names)
        {
            if (includeBuiltins || !name.StartsWith("celery.", StringComparison.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"  . {name}\n");
            }
        }

        return text.ToString();
    }

    private static string Concurrency(WorkerSettings settings) => settings.Autoscale is var (max, min)
        ? string.Create(CultureInfo.InvariantCulture, $"{{min={min}, max={max}}}")
        : settings.Concurrency.ToString(CultureInfo.InvariantCulture);

    // Celery: QUEUE_FORMAT in celery/app/amqp.py.
    private static string Queue(QueueDeclaration queue) =>
        $".> {queue.Name,-16} exchange={queue.Exchange?.Name}({queue.Exchange?.Type ?? "direct"}) key={queue.RoutingKey}";
}
