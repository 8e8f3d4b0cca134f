using System.Globalization;
using System.Runtime.InteropServices;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Signals as Linux numbers them, and how processes end, in Python's words. Celery: <c>human_status</c> in
/// <c>billiard/common.py</c>.</summary>
internal static class Signals
{
    public const int Interrupt = 2;

    public const int Quit = 3;

    public const int Kill = 9;

    public const int Terminate = 15;

    /// <summary>What .NET adds to the number of the signal that ended a process.</summary>
    private const int SignalExit = 128;

    private static readonly string?[] Names =
    [
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV",
        "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU",
        "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The signal that ended a process, or null when it exited by itself.</summary>
    public static int? Of(int exitCode) => exitCode is > SignalExit and < SignalExit + 65 ? exitCode - SignalExit : null;

    /// <summary><c>signal 9 (SIGKILL)</c>, or <c>exitcode 1</c>.</summary>
    public static string Describe(int exitCode) => Of(exitCode) is not { } signal
        ? string.Create(CultureInfo.InvariantCulture, $"exitcode {exitCode}")
        : signal < Names.Length
            ? string.Create(CultureInfo.InvariantCulture, $"signal {signal} ({Names[signal]})")
            : string.Create(CultureInfo.InvariantCulture, $"signal {signal}");

    /// <summary>The number of <c>SIGKILL</c> and its like, or null.</summary>
    public static int? Find(string name) => Array.IndexOf(Names, name) is > 0 and var number ? number : null;

    /// <summary>Sends a signal; does nothing when the process is gone.</summary>
    public static void Send(int processId, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(processId, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
