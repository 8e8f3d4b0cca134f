using Interop.Client.Hosting;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Worker.Hosting;

/// <summary>Adds a worker to a host.</summary>
public static class CeleryWorkerExtensions
{
    /// <summary>Adds a worker that runs tasks while the host runs. Celery: <c>celery worker</c>.</summary>
    /// <remarks>It connects in the background and keeps trying while the broker is away. On SIGTERM or SIGINT it takes no more tasks, lets
    /// the running ones end up to <see cref="CeleryWorkerBuilder.ShutdownTimeout"/> and gives the rest back; a second signal, or
    /// SIGQUIT, gives everything back at once.</remarks>
    /// <param name="builder">What <c>AddCelery</c> returned.</param>
    /// <param name="configure">Maps tasks and sets options.</param>
    /// <exception cref="ArgumentException">Two tasks have one name, or a parameter cannot come from a message.</exception>
    /// <exception cref="InvalidOperationException">The host has a worker already.</exception>
    public static CeleryBuilder AddWorker(this CeleryBuilder builder, Action<CeleryWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Services.Any(service => service.ServiceType == typeof(CeleryWorkerBuilder)))
        {
            throw new InvalidOperationException("The host has a worker already. Map all tasks in one AddWorker.");
        }

        var worker = new CeleryWorkerBuilder(builder.Services);
        configure(worker);
        builder.Services.AddSingleton(worker);
        builder.Services.AddHostedService<CeleryWorkerService>();
        return builder;
    }
}
