using System.CommandLine;
using Interop.Protocol.Errors;
using Interop.Tool.Commands;

namespace Interop.Tool;

/// <summary>The commands of <c>celery-interop</c>: words and options as the <c>celery</c> command has them.</summary>
internal static class CommandLine
{
    private const string Description = """
        Works with Celery's tasks, results and messages.

        Examples:
          celery-interop call tasks.add --args '[2, 3]' --wait 10
          redis-cli --raw rpop celery | celery-interop decode
          celery-interop decode --transport body --allow pickle < body.bin
          echo '{"task": "tasks.add", "args": [2, 3]}' | celery-interop encode | redis-cli -x lpush celery

        Exit codes: 0 done, 1 failed or not decodable, 2 wrong usage.
        """;

    public static async Task<int> RunAsync(string[] args, ToolConsole console)
    {
        var root = new RootCommand(Description)
        {
            CallCommand.Create(console), ResultCommand.Create(console), DecodeCommand.Create(console), EncodeCommand.Create(console),
        };
        var parsed = root.Parse(args);
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
}
