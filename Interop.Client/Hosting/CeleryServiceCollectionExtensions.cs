using System.Text.Json;
using Interop.Client.Configuration;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Hosting;

/// <summary>Adds Celery to a host.</summary>
public static class CeleryServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="CeleryApp"/> with settings from a configuration section, read when the host
    /// starts.</summary>
    /// <remarks>Settings that cannot be used stop the start with an <see cref="ImproperlyConfiguredException"/> that
    /// lists all of them.
    /// Each <see cref="ContentCodec"/> and <see cref="Compressor"/> in the services is added to those there are. A
    /// <see cref="PythonExceptionMap"/>, a <see cref="TimeProvider"/> or the keyed <see cref="JsonSerializerOptions"/>
    /// named
    /// <c>celery</c> in the services are used by the app.</remarks>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, e.g. <c>builder.Configuration.GetSection("Celery")</c>.</param>
    /// <param name="configure">Changes what was read, e.g. to add a route that a function decides.</param>
    /// <exception cref="InvalidOperationException">There is an app already; a second one is made with
    /// <see cref="CeleryApp.Create"/>.</exception>
    public static CeleryBuilder AddCelery(
        this IServiceCollection services, IConfiguration section, Func<CeleryOptions, CeleryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, defaults => SettingsReader.Read(section, Environment.GetEnvironmentVariable, defaults), configure);
    }

    /// <summary>Adds a <see cref="CeleryApp"/> with settings made in code; else as the overload for configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Makes the settings from the defaults: <c>options
    /// => options with { BrokerUrl = … }</c>.</param>
    /// <exception cref="InvalidOperationException">There is an app already; a second one is made with
    /// <see cref="CeleryApp.Create"/>.</exception>
    public static CeleryBuilder AddCelery(this IServiceCollection services, Func<CeleryOptions, CeleryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, defaults => new SettingsReading(defaults, []), configure);
    }

    private static CeleryBuilder Add(
        IServiceCollection services, Func<CeleryOptions, SettingsReading> read, Func<CeleryOptions, CeleryOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(CeleryApp)))
        {
            throw new InvalidOperationException("AddCelery was called before; a host has one app. Make others with CeleryApp.Create.");
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(PythonExceptionMap.Default);
        services.AddSingleton(provider =>
        {
            var reading = read(Defaults(provider));
            return configure is null ? reading : reading with { Options = configure(reading.Options) };
        });
        services.AddSingleton(provider => provider.GetRequiredService<SettingsReading>().Options);
        services.AddSingleton(provider => CeleryApp.Create(
            provider.GetRequiredService<CeleryOptions>(),
            provider.GetService<ILoggerFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<PythonExceptionMap>(),
            provider.GetKeyedService<JsonSerializerOptions>("celery")));
        services.AddHostedService<CeleryStartup>();
        return new CeleryBuilder(services);
    }

    private static CeleryOptions Defaults(IServiceProvider provider)
    {
        var defaults = new CeleryOptions();
        return defaults with
        {
            Serializers = provider.GetServices<ContentCodec>().Aggregate(defaults.Serializers, (all, one) => all.With(one)),
            Compressions = provider.GetServices<Compressor>().Aggregate(defaults.Compressions, (all, one) => all.With(one)),
        };
    }
}
