using Interop.Client;
using Interop.Client.Results;

await using var app = CeleryApp.Create(new() { BrokerUrl = "redis://localhost/0", ResultBackend = "redis://localhost/0" });

AsyncResult<int> sum = await app.SendTaskAsync<int>("tasks.add", [2, 3]);
try
{
    Console.WriteLine(await sum.GetAsync(timeout: TimeSpan.FromSeconds(30)));
}
catch (TaskFailedException e)
{
    Console.Error.WriteLine($"{e.TaskId} failed: {e.Error}\n{e.Error.Traceback}");
}
