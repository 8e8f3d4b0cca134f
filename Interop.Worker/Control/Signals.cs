using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>Signals by name, as Linux numbers them. Celery: <c>celery.platforms.Signals.signum</c>.</summary>
internal static class Signals
{
    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The number of a name (<c>KILL</c>, <c>SIGKILL</c>) or number; SIGTERM for <c>None</c>.</summary>
    /// <exception cref="ControlCommandException">There is no such signal.</exception>
    public static int Number(WireValue signal)
    {
        if (signal.TryGetInt64(out var number))
        {
            return number is > 0 and < 65 ? (int)number : throw ControlCommandException.ValueError($"{number} is not a valid signal");
        }

        if (signal.IsNone || signal.AsStringOrNull() is "")
        {
            return 15;
        }

        var name = signal.AsStringOrNull();
        if (name is null || !name.Equals(name.ToUpperInvariant(), StringComparison.Ordinal) || !name.Any(char.IsLetter))
        {
            throw ControlCommandException.TypeError("signal name must be uppercase string.");
        }

        var at = Array.IndexOf(Names, name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name);
        return at >= 0 ? at + 1 : throw new ControlCommandException(
            "AttributeError", $"module 'signal' has no attribute '{(name.StartsWith("SIG", StringComparison.Ordinal) ? name : "SIG" + name)}'");
    }
}
