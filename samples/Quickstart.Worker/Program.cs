using Interop.Client.Hosting;
using Interop.Worker.Hosting;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);

builder.Services
    .AddCelery(options => options with { BrokerUrl = "redis://localhost/0", ResultBackend = "redis://localhost/0" })
    .AddWorker(worker =>
    {
        worker.MapTask("tasks.add", (int x, int y) => x + y);
        worker.MapTask("tasks.greet", (string name, bool excited = false) => $"Hello, {name}{(excited ? "!" : ".")}");
    });

await builder.Build().RunAsync();
