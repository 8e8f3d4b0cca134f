using System.CommandLine;
using Interop.Client.Producing;
using Interop.Protocol.Values;

namespace Interop.Tool.Commands;

/// <summary><c>celery-interop call</c>: sends a task.</summary>
internal static class CallCommand
{
    public static Command Create(ToolConsole console)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the task" };
        var args = new Option<string?>("--args", "-a") { Description = "Positional arguments, a JSON array", HelpName = "JSON" };
        var kwargs = new Option<string?>("--kwargs", "-k") { Description = "Keyword arguments, a JSON object", HelpName = "JSON" };
        var queue = new Option<string?>("--queue", "-Q") { Description = "Queue to send it to", HelpName = "NAME" };
        var countdown = new Option<double?>("--countdown") { Description = "Not before this many seconds", HelpName = "SECONDS" };
        var wait = new Option<double?>("--wait") { Description = "Wait so long for the result and print it", HelpName = "SECONDS" };
        var app = new AppOptions();
        var command = new Command("call", "Sends a task; prints its id, and with --wait its result.") { name, args, kwargs, queue, countdown, wait };
        app.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var list = JsonOption.Read(parsed, args, WireKind.List)?.AsItems().Cast<object?>().ToArray() ?? [];
            var named = JsonOption.Read(parsed, kwargs, WireKind.Map)?.AsMap().ToDictionary(p => p.Key.AsString(), p => (object?)p.Value);
            var options = new TaskSendOptions
            {
                Queue = parsed.GetValue(queue),
                Countdown = parsed.GetValue(countdown) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            };
            await using var client = app.Open(parsed);
            var result = await client.SendTaskAsync(parsed.GetRequiredValue(name), list, named, options, cancellationToken);
            await console.Text.WriteLineAsync(result.Id);
            return parsed.GetValue(wait) is { } patience
                ? await ResultPrinter.WaitAsync(result, patience, console, cancellationToken)
                : ToolConsole.Ok;
        });
        return command;
    }
}
