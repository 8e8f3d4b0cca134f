using Interop.Protocol.Values;
using Interop.Worker.Execution.Pools.Processes;

namespace Interop.Worker.Control;

/// <summary>Signals as commands name them. Celery: <c>celery.platforms.Signals.signum</c>.</summary>
internal static class SignalArgument
{
    /// <summary>The number of a name (<c>KILL</c>, <c>SIGKILL</c>) or number; SIGTERM for <c>None</c>.</summary>
    /// <exception cref="ControlCommandException">There is no such signal.</exception>
    public static int Read(WireValue signal)
    {
        if (signal.TryGetInt64(out var number))
        {
            return number is > 0 and < 65 ? (int)number : throw ControlCommandException.ValueError($"{number} is not a valid signal");
        }

        if (signal.IsNone || signal.AsStringOrNull() is "")
        {
            return Signals.Terminate;
        }

        var name = signal.AsStringOrNull();
        if (name is null || !name.Equals(name.ToUpperInvariant(), StringComparison.Ordinal) || !name.Any(char.IsLetter))
        {
            throw ControlCommandException.TypeError("signal name must be uppercase string.");
        }

        var full = name.StartsWith("SIG", StringComparison.Ordinal) ? name : "SIG" + name;
        return Signals.Find(full) ?? throw new ControlCommandException("AttributeError", $"module 'signal' has no attribute '{full}'");
    }
}
