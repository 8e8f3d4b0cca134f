using System.Reflection;
using System.Text;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Tool;

/// <summary>The commands of <c>celery-interop</c>: words and options as the <c>celery</c> command has them.</summary>
internal static class CommandLine
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Help = """
        celery-interop call NAME [-a|--args JSON] [-k|--kwargs JSON] [-Q|--queue NAME] [--countdown SECONDS] [--wait SECONDS]
            Sends a task; prints its id, and with --wait its result.
            celery-interop call tasks.add --args '[2, 3]' --wait 10
        celery-interop result TASK_ID [--wait SECONDS]
            Prints the state and the result of a task.
        celery-interop --version

        -b, --broker URL           default: CELERY_BROKER_URL
        --result-backend URL       default: CELERY_RESULT_BACKEND
        """;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            var arguments = ToolArguments.Parse(args);
            switch (arguments.Command)
            {
                case "--help" or "-h" or null:
                    await output.WriteLineAsync(Help);
                    return arguments.Command is null ? Misused : Ok;
                case "--version":
                    await output.WriteLineAsync(Assembly.GetExecutingAssembly().GetName().Version!.ToString(3));
                    return Ok;
                case "call":
                    return await CallAsync(arguments, output);
                case "result":
                    return await ResultAsync(arguments, output);
                default:
                    throw new ToolUsageException($"'{arguments.Command}' is no command.");
            }
        }
        catch (ToolUsageException e)
        {
            await errors.WriteLineAsync($"{e.Message} celery-interop --help lists what there is.");
            return Misused;
        }
        catch (Exception e) when (e is CeleryException or TimeoutException or FormatException)
        {
            await errors.WriteLineAsync(e.Message);
            return Failed;
        }
    }

    private static async Task<int> CallAsync(ToolArguments arguments, TextWriter output)
    {
        var name = arguments.Subject ?? throw new ToolUsageException("call needs the name of a task.");
        await using var app = Open(arguments);
        var args = Json(arguments, "args", WireKind.List) is { } list ? list.AsItems().Cast<object?>().ToArray() : [];
        var kwargs = Json(arguments, "kwargs", WireKind.Map)?.AsMap().ToDictionary(p => p.Key.AsString(), p => (object?)p.Value);
        var result = await app.SendTaskAsync(
            name, args, kwargs, new TaskSendOptions { Queue = arguments["queue"], Countdown = arguments.Seconds("countdown") });
        await output.WriteLineAsync(result.Id);
        return arguments.Seconds("wait") is { } wait ? await PrintAsync(result, wait, output) : Ok;
    }

    private static async Task<int> ResultAsync(ToolArguments arguments, TextWriter output)
    {
        var id = arguments.Subject ?? throw new ToolUsageException("result needs the id of a task.");
        await using var app = Open(arguments);
        var result = app.Result(id);
        if (arguments.Seconds("wait") is { } wait)
        {
            return await PrintAsync(result, wait, output);
        }

        var meta = await result.GetMetaAsync();
        await output.WriteLineAsync(meta is null ? "PENDING" : $"{meta.Status}: {Describe(meta)}");
        return Ok;
    }

    private static async Task<int> PrintAsync(AsyncResult result, TimeSpan wait, TextWriter output)
    {
        var meta = await result.WaitAsync(wait, propagate: false);
        await output.WriteLineAsync($"{meta.Status}: {Describe(meta)}");
        return meta.Error is null ? Ok : Failed;
    }

    private static string Describe(Protocol.Results.ResultMeta meta) =>
        meta.Error?.ToString() ?? meta.ResultValue?.ToString() ?? Encoding.UTF8.GetString(meta.ResultJson.Span);

    private static CeleryApp Open(ToolArguments arguments) => CeleryApp.Create(new CeleryOptions
    {
        BrokerUrl = arguments["broker"] ?? Environment.GetEnvironmentVariable("CELERY_BROKER_URL")
            ?? throw new ToolUsageException("No broker is named: give --broker or set CELERY_BROKER_URL."),
        ResultBackend = arguments["result-backend"] ?? Environment.GetEnvironmentVariable("CELERY_RESULT_BACKEND"),
    });

    private static WireValue? Json(ToolArguments arguments, string option, WireKind kind)
    {
        if (arguments[option] is not { } text)
        {
            return null;
        }

        try
        {
            var value = Protocol.Serialization.Json.WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(text));
            return value.Kind == kind
                ? value
                : throw new ToolUsageException($"--{option} is {text}; expected a JSON {(kind == WireKind.List ? "array" : "object")}.");
        }
        catch (MessageDecodeException e)
        {
            throw new ToolUsageException($"--{option} is no JSON: {e.Message}");
        }
    }
}
