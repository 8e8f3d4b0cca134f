using System.CommandLine;
using Interop.Client;
using Interop.Client.Configuration;

namespace Interop.Tool.Commands;

/// <summary>The options that say which broker and backend; their defaults come from Celery's environment variables.</summary>
internal sealed class AppOptions
{
    private readonly Option<string?> _broker = new("--broker", "-b") { Description = "URL of the broker; default: CELERY_BROKER_URL", HelpName = "URL" };

    private readonly Option<string?> _backend = new("--result-backend")
    {
        Description = "URL of the result backend; default: CELERY_RESULT_BACKEND", HelpName = "URL",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_broker);
        command.Options.Add(_backend);
    }

    public CeleryApp Open(ParseResult parsed) => CeleryApp.Create(new CeleryOptions
    {
        BrokerUrl = parsed.GetValue(_broker) ?? Environment.GetEnvironmentVariable("CELERY_BROKER_URL")
            ?? throw new ToolFailedException("No broker is named: give --broker or set CELERY_BROKER_URL.", ToolConsole.Misused),
        ResultBackend = parsed.GetValue(_backend) ?? Environment.GetEnvironmentVariable("CELERY_RESULT_BACKEND"),
    });
}
