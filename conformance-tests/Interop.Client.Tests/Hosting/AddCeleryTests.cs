using Interop.Client.Configuration;
using Interop.Client.Hosting;
using Interop.Client.Tests.Configuration;
using Interop.Testing.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Tests.Hosting;

public sealed class AddCeleryTests
{
    [Fact]
    public async Task AddCelery_RegistersOneApp_FromASection()
    {
        var services = new ServiceCollection();
        var builder = services.AddCelery(
            JsonSection.Parse("""{ "broker_url": "memory://", "result_backend": "cache+memory://" }"""),
            options => options with { TaskDefaultQueue = "changed" });
        await using var provider = services.BuildServiceProvider();

        var app = provider.GetRequiredService<CeleryApp>();

        Assert.Same(services, builder.Services);
        Assert.Same(app, provider.GetRequiredService<CeleryApp>());
        Assert.Equal(("memory", true, "changed"), (app.Broker.DriverName, app.Backend.IsEnabled, app.Options.TaskDefaultQueue));
        Assert.Same(app.Options, provider.GetRequiredService<CeleryOptions>());
    }

    [Fact]
    public async Task AddCelery_TakesSettings_FromCode()
    {
        var services = new ServiceCollection();
        services.AddCelery(options => options with { BrokerUrl = "memory://" });
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("memory", provider.GetRequiredService<CeleryApp>().Broker.DriverName);
    }

    [Fact]
    public async Task Start_FailsWithAllFaults_WhenSettingsCannotBeUsed()
    {
        var services = new ServiceCollection();
        services.AddCelery(JsonSection.Parse("""{ "brokr_url": "memory://", "task_protocol": 7 }"""));
        await using var provider = services.BuildServiceProvider();

        var e = Assert.Throws<ImproperlyConfiguredException>(() => { _ = provider.GetServices<IHostedService>().Count(); });

        Assert.Equal(["brokr_url is no setting; did you mean broker_url?", "task_protocol is 7; expected 1 to 2."], e.Errors);
    }

    [Fact]
    public async Task Start_LogsSettings_ThatHaveNoEffect()
    {
        using var log = new RecordingLoggerProvider();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(log);
        services.AddCelery(JsonSection.Parse("""{ "broker_url": "memory://", "worker_log_color": true }"""));
        await using var provider = services.BuildServiceProvider();

        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("Setting worker_log_color has no effect here: Logging is configured in the host.",
            Assert.Single(log.Entries, entry => entry.Id.Id == 1050).Message);
    }

    [Fact]
    public void AddCelery_RefusesASecondApp()
    {
        var services = new ServiceCollection();
        services.AddCelery(options => options);

        Assert.Throws<InvalidOperationException>(() => services.AddCelery(options => options));
    }

    [Fact]
    public void Create_RefusesOptions_ThatCannotBeUsed()
    {
        var e = Assert.Throws<ImproperlyConfiguredException>(() => { CeleryApp.Create(new() { BrokerUrl = "http://x", Timezone = "Nowhere" }); });

        Assert.Equal(2, e.Errors.Count);
    }

    [Fact]
    public async Task Create_OpensNothing_AndClosesQuietly()
    {
        var app = CeleryApp.Create(new() { BrokerUrl = "redis://127.0.0.1:1/0;redis://127.0.0.1:2/0", ResultBackend = "redis://127.0.0.1:1/0", BrokerFailoverStrategy = "shuffle" });

        await app.DisposeAsync();
        await app.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await app.SendTaskAsync("a", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Create_KeepsTwoConnections_WhenReadAndWriteUrlsDiffer()
    {
        await using var same = CeleryApp.Create(new() { BrokerUrl = "memory://" });
        await using var different = CeleryApp.Create(new() { BrokerUrl = "memory://", BrokerReadUrl = "redis://127.0.0.1:1/0" });

        Assert.Same(same.Broker, same.ReadBroker);
        Assert.Equal(("memory", "redis"), (different.Broker.DriverName, different.ReadBroker.DriverName));
    }

    [Fact]
    public void Oid_DiffersBetweenApps()
    {
        var options = new CeleryOptions { BrokerUrl = "memory://" };

        Assert.NotEqual(CeleryApp.Create(options).Oid, CeleryApp.Create(options).Oid);
    }
}
