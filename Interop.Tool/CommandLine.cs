using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Interop.Protocol.Errors;
using Interop.Tool.Commands;

namespace Interop.Tool;

/// <summary>The commands of <c>celery-interop</c>: words and options as the <c>celery</c> command has them.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Examples:
          celery-interop call tasks.add --args '[2, 3]' --wait 10
          redis-cli --raw lindex celery 0 | celery-interop decode
          echo '{"task": "tasks.add", "args": [2, 3]}' | celery-interop encode | redis-cli -x lpush celery

        Exit codes: 0 done, 1 failed or not decodable, 2 wrong usage.
        """;

    public static async Task<int> RunAsync(string[] args, ToolConsole console)
    {
        if (args is ["--version"])
        {
            await console.Text.WriteLineAsync(Assembly.GetExecutingAssembly().GetName().Version!.ToString(3));
            return ToolConsole.Ok;
        }

        var parsed = Create(console).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await console.Errors.WriteLineAsync(error.Message);
            }

            await console.Errors.WriteLineAsync("celery-interop --help lists what there is.");
            return ToolConsole.Misused;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = console.Text, Error = console.Errors });
        }
        catch (ToolFailedException e)
        {
            await console.Errors.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is CeleryException or TimeoutException or FormatException or IOException or UnauthorizedAccessException)
        {
            await console.Errors.WriteLineAsync(e.Message);
            return ToolConsole.Failed;
        }
    }

    private static RootCommand Create(ToolConsole console)
    {
        var root = new RootCommand("Works with Celery's tasks, results and messages.");
        var examples = new Dictionary<Command, string> { [root] = Examples };
        root.Subcommands.Add(CallCommand.Create(console));
        root.Subcommands.Add(ResultCommand.Create(console));
        Add(DecodeCommand.Create(console), DecodeCommand.Examples);
        Add(EncodeCommand.Create(console), EncodeCommand.Examples);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!, examples);
        return root;

        void Add(Command command, string text)
        {
            root.Subcommands.Add(command);
            examples[command] = text;
        }
    }
}
