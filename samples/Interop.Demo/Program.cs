// Real Python Celery and C# work on each other's tasks; see ./demo in the root.
using Interop.Client;
using Interop.Client.Hosting;
using Interop.Client.Results;
using Interop.Demo;
using Interop.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var limit = TimeSpan.FromSeconds(40);
DemoSettings settings;
try
{
    settings = DemoSettings.Read(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services
    .AddCelery(settings.ToOptions)
    .AddWorker(worker =>
    {
        worker.Use(async (task, next) =>
        {
            Account.Received(task.Message);
            await next(task);
        });
        worker.MapTask("csharp.add", DemoTasks.Add);
        worker.MapTask("csharp.greet", DemoTasks.Greet);
        worker.MapTask("csharp.divide", DemoTasks.Divide);
    });
using var host = builder.Build();
var app = host.Services.GetRequiredService<CeleryApp>();
try
{
    Account.Line($"Broker: {app.Broker.DisplayUrl}   results: {app.Backend.DisplayUrl}");
    await host.StartAsync();
    if (settings.Python is null)
    {
        await FromCSharpAsync("csharp", "C# sends to C#, for want of Python");
    }
    else
    {
        await WithPythonAsync();
    }

    await host.StopAsync();
    Account.Line("\nDone: every task was run and every result read.");
    return 0;
}
catch (Exception e)
{
    Console.Error.WriteLine($"\nThe demo failed: {e.Message}");
    return 1;
}
finally
{
    Directory.Delete(settings.Folder, recursive: true);
}

async Task WithPythonAsync()
{
    await using var worker = PythonProgram.Start(
        settings, _ => { }, "ready.", "-m", "celery", "-A", "demo_app", "worker", "-Q", "demo.python", "-c", "1", "-P", "solo",
        "-l", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat");
    await worker.ReadyAsync(limit);

    Account.Title("Python sends, C# works, Python reads the results");
    await using (var producer = PythonProgram.Start(settings, line => Account.Line("   " + line), "", "producer.py"))
    {
        await producer.ExitAsync(limit);
    }

    await FromCSharpAsync("python", "C# sends, a Python worker works, C# reads the results");
}

async Task FromCSharpAsync(string prefix, string title)
{
    Account.Title(title);
    Account.Line($"   1. {prefix}.add(2, 3)");
    var sum = await app.SendTaskAsync<int>($"{prefix}.add", [2, 3]);
    Account.Line($"      came back: {await sum.GetAsync(limit)}");

    if (settings.Python is not null)
    {
        Account.Line("   2. python.describe(\"tea\", price=2.5), keyword arguments");
        var description = await app.SendTaskAsync<Dictionary<string, string>>(
            "python.describe", ["tea"], new Dictionary<string, object?> { ["price"] = 2.5 });
        Account.Line($"      came back: {(await description.GetAsync(limit))["label"]}");
    }

    var failing = settings.Python is null ? "csharp.divide" : "python.order";
    object?[] arguments = settings.Python is null ? [1, 0] : ["tea", 3];
    Account.Line($"   3. {failing}, which fails there");
    var order = await app.SendTaskAsync(failing, arguments);
    try
    {
        await order.GetAsync<object?>(limit);
        throw new InvalidOperationException("No exception was raised.");
    }
    catch (TaskFailedException e)
    {
        Account.Line($"      thrown in C#: {nameof(TaskFailedException)} with {e.Error.Module}.{e.Error}");
        Account.Line($"      last line of its traceback: {e.Error.Traceback?.TrimEnd().Split('\n')[^1]}");
    }
}
