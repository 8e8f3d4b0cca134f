using Interop.Client.Configuration;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Control;

/// <summary>Commands that change the limits of tasks. Celery: <c>rate_limit</c>, <c>time_limit</c> in <c>celery/worker/control.py</c>.</summary>
internal static class TaskCommands
{
    public static IReadOnlyList<ControlCommand> All { get; } =
    [
        new("rate_limit", "task_name rate_limit **", ChangeRateLimit),
        new("time_limit", "task_name= hard= soft= **", ChangeTimeLimit),
    ];

    private static WireValue ChangeRateLimit(ControlPanel panel, ControlArguments arguments)
    {
        var limit = Parse(arguments["rate_limit"], out var invalid);
        if (invalid is not null)
        {
            return ControlPanel.Error($"Invalid rate limit string: {invalid}");
        }

        if (arguments.Text("task_name") is not { } name || panel.Runtime.Registry.Find(name) is not { } task)
        {
            Log.UnknownTaskControlled(panel.Runtime.Logger, "rate limit", arguments.Shown("task_name"));
            return ControlPanel.Error("unknown task");
        }

        task.Limits = task.Limits with { Rate = limit };
        panel.Sorter.Rates.Changed(task);
        if (limit is null)
        {
            Log.RateLimitLifted(panel.Runtime.Logger, name);
            return ControlPanel.Ok("rate limit disabled successfully");
        }

        Log.RateLimitChanged(panel.Runtime.Logger, name, limit.Text);
        return ControlPanel.Ok("new rate limit set successfully");
    }

    /// <summary>A rate, or null for none; <paramref name="invalid"/> is what Python says of a text that is none.</summary>
    /// <exception cref="ControlCommandException">The unit is unknown: Python lets that <c>KeyError</c> through.</exception>
    private static RateLimit? Parse(WireValue given, out string? invalid)
    {
        invalid = null;
        if (given.IsNone || given.AsStringOrNull() is "")
        {
            return null;
        }

        if (given.Kind is WireKind.Integer or WireKind.Float)
        {
            return given.AsDouble() == 0 ? null : new RateLimit(PythonRepr.Format(given), given.AsDouble());
        }

        var text = given.AsStringOrNull() ?? throw ControlCommandException.TypeError($"{PythonRepr.Format(given)} is no rate limit");
        if (RateLimit.TryParse(text) is { } limit)
        {
            return limit;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && text[(slash + 1)..] is not ("" or "s" or "m" or "h"))
        {
            throw new ControlCommandException("KeyError", text[(slash + 1)..]);
        }

        var number = slash < 0 ? text : text[..slash];
        invalid = ControlCommandException.ValueError($"could not convert string to float: {PythonRepr.Format(number)}").Repr;
        return null;
    }

    private static WireValue ChangeTimeLimit(ControlPanel panel, ControlArguments arguments)
    {
        if (arguments.Text("task_name") is not { } name || panel.Runtime.Registry.Find(name) is not { } task)
        {
            Log.UnknownTaskControlled(panel.Runtime.Logger, "time limit", arguments.Shown("task_name"));
            return ControlPanel.Error("unknown task");
        }

        task.Limits = task.Limits with { SoftTimeLimit = arguments.Seconds("soft"), TimeLimit = arguments.Seconds("hard") };
        Log.TimeLimitsChanged(panel.Runtime.Logger, name, arguments.Shown("soft"), arguments.Shown("hard"));
        return ControlPanel.Ok("time limits set successfully");
    }
}
