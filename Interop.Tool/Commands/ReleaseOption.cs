using System.CommandLine;
using System.Globalization;
using Interop.Protocol;

namespace Interop.Tool.Commands;

/// <summary><c>--celery VERSION</c>.</summary>
internal static class ReleaseOption
{
    public static Option<string> Create(string description) => new("--celery")
    {
        Description = description, HelpName = "VERSION", DefaultValueFactory = _ => "5.6",
    };

    public static CeleryRelease Read(ParseResult parsed, Option<string> option)
    {
        var parts = parsed.GetRequiredValue(option).Split('.');
        return parts.Length >= 2 && parts[0] == "5" && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? minor switch
            {
                0 => CeleryRelease.V50,
                1 or 2 => CeleryRelease.V52,
                3 => CeleryRelease.V53,
                4 => CeleryRelease.V54,
                5 => CeleryRelease.V55,
                6 => CeleryRelease.V56,
                _ => throw Unknown(parsed, option),
            }
            : throw Unknown(parsed, option);
    }

    private static ToolFailedException Unknown(ParseResult parsed, Option<string> option) => new(
        $"{option.Name} is '{parsed.GetRequiredValue(option)}'; expected a version from 5.0 to 5.6.", ToolConsole.Misused);
}
