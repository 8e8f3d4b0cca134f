using Interop.Client.Hosting;
using Interop.Worker.Hosting;
using InteropWorker;
using InteropWorker.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var environment = WorkerEnvironment.Read(Environment.GetEnvironmentVariable);
var settings = GivenSettings.Read(environment);
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(environment.LogLevel);
builder.Services.AddSingleton(new SideEffects(environment.RedisHost, environment.RedisPort));
builder.Services.AddCelery(_ => settings.Options).AddWorker(worker =>
{
    environment.Apply(worker);
    PlainTasks.Map(worker);
    FailingTasks.Map(worker);
    RetryTasks.Map(worker);
    RequestTasks.Map(worker);
    RedisTasks.Map(worker);
    ErrorCallbackTasks.Map(worker);
    RedeliveryTasks.Map(worker);
});
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = WorkerEnvironment.ShutdownTimeout + TimeSpan.FromSeconds(2));

using var host = builder.Build();
var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("InteropWorker");
foreach (var note in settings.LeftOut)
{
    WorkerLog.LeftOut(logger, note);
}

await host.RunAsync();
