using Microsoft.Extensions.DependencyInjection;

namespace Interop.Client.Hosting;

/// <summary>What <c>AddCelery</c> returns, for a worker to be added to. Celery: the app object of a Python module.</summary>
public sealed class CeleryBuilder
{
    internal CeleryBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services; <see cref="CeleryApp"/> and <see cref="Configuration.CeleryOptions"/> are in
    /// them.</summary>
    public IServiceCollection Services { get; }
}
