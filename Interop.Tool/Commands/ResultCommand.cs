using System.CommandLine;

namespace Interop.Tool.Commands;

/// <summary><c>celery-interop result</c>: reads a result.</summary>
internal static class ResultCommand
{
    public static Command Create(ToolConsole console)
    {
        var id = new Argument<string>("TASK_ID") { Description = "Id of the task" };
        var wait = new Option<double?>("--wait") { Description = "Wait so long until it is ready", HelpName = "SECONDS" };
        var app = new AppOptions();
        var command = new Command("result", "Prints the state and the result of a task.") { id, wait };
        app.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = app.Open(parsed);
            var result = client.Result(parsed.GetRequiredValue(id));
            if (parsed.GetValue(wait) is { } seconds)
            {
                return await ResultPrinter.WaitAsync(result, seconds, console, cancellationToken);
            }

            var meta = await result.GetMetaAsync(cancellationToken);
            await console.Text.WriteLineAsync(meta is null ? "PENDING" : $"{meta.Status}: {ResultPrinter.Describe(meta)}");
            return ToolConsole.Ok;
        });
        return command;
    }
}
