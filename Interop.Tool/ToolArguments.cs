using System.Globalization;

namespace Interop.Tool;

/// <summary>A command line taken apart: command, subject, options.</summary>
internal sealed class ToolArguments
{
    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["-a"] = "args", ["-k"] = "kwargs", ["-Q"] = "queue", ["-b"] = "broker", ["--args"] = "args", ["--kwargs"] = "kwargs",
        ["--queue"] = "queue", ["--broker"] = "broker", ["--result-backend"] = "result-backend", ["--countdown"] = "countdown",
        ["--wait"] = "wait",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string? Command { get; private set; }

    public string? Subject { get; private set; }

    public string? this[string option] => _values.GetValueOrDefault(option);

    public static ToolArguments Parse(string[] args)
    {
        var parsed = new ToolArguments();
        for (var i = 0; i < args.Length; i++)
        {
            var equals = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i].IndexOf('=', StringComparison.Ordinal) : -1;
            var name = equals < 0 ? args[i] : args[i][..equals];
            if (Options.TryGetValue(name, out var option))
            {
                parsed._values[option] = equals >= 0 ? args[i][(equals + 1)..]
                    : ++i < args.Length ? args[i]
                    : throw new ToolUsageException($"{name} needs a value.");
            }
            else if (parsed.Command is null)
            {
                parsed.Command = args[i];
            }
            else if (parsed.Subject is null && !name.StartsWith('-'))
            {
                parsed.Subject = args[i];
            }
            else
            {
                throw new ToolUsageException($"'{args[i]}' is not understood.");
            }
        }

        return parsed;
    }

    public TimeSpan? Seconds(string option) => this[option] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : throw new ToolUsageException($"--{option} is '{text}'; expected a number of seconds.");
}
