using Interop.Client.Hosting;
using Interop.FaultWorker;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var settings = FaultSettings.FromEnvironment();
using var tasks = new FaultTasks(settings.RecordFile, settings.HoldAfter);
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(settings.LogLevel);
builder.Services.AddCelery(settings.Apply).AddWorker(worker =>
{
    worker.NodeName = settings.NodeName;
    worker.ShutdownTimeout = settings.ShutdownTimeout;
    worker.ParkDelay = settings.ParkDelay;
    worker.Pool = settings.Pool;
    worker.Autoscale = settings.Autoscale;
    worker.MaxTasksPerChild = settings.MaxTasksPerChild;
    worker.MaxMemoryPerChild = settings.MaxMemoryPerChild;
    tasks.Map(worker);
    new PoolTasks(settings.RecordFile).Map(worker);
    new LedgerTask(settings.RecordFile).Map(worker);
});
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownTimeout + TimeSpan.FromSeconds(5));

var host = builder.Build();
host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Console.WriteLine("started"));
var commands = tasks.ReadCommandsAsync(Console.In);
await host.RunAsync();
Console.WriteLine("ended");
GC.KeepAlive(commands);
