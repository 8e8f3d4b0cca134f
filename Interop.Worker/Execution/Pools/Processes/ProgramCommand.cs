using System.Diagnostics;
using System.Text;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>How the program that runs here is started once more.</summary>
internal static class ProgramCommand
{
    /// <summary>Tells a program that it is a process of a pool, and where the worker listens.</summary>
    public const string SocketVariable = "INTEROP_POOL_SOCKET";

    /// <summary>Settings of the runtime that keep a child small; what is set already stays.</summary>
    private static readonly (string Name, string Value)[] Small =
    [
        ("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "0"), ("DOTNET_GCgen0size", "400000"), ("DOTNET_GCHeapCount", "1"),
        ("DOTNET_TieredPGO", "0"),
    ];

    /// <summary>The same program with the same arguments.</summary>
    /// <param name="socket">Where it is to connect.</param>
    public static ProcessStartInfo Again(string socket)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? throw new InvalidOperationException(
            "The path of the program is unknown, so it cannot be started as a process of the pool. Use the pool 'async'."))
        {
            UseShellExecute = false,
            // Tasks have no standard input, as in Python; what they print goes where the worker's goes.
            RedirectStandardInput = true,
        };
        foreach (var argument in Arguments())
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[SocketVariable] = socket;
        foreach (var (name, value) in Small)
        {
            start.Environment.TryAdd(name, value);
        }

        return start;
    }

    private static IEnumerable<string> Arguments()
    {
        const string Own = "/proc/self/cmdline";
        if (File.Exists(Own))
        {
            // Exactly what was typed, the options of the dotnet command included.
            var line = Encoding.UTF8.GetString(File.ReadAllBytes(Own));
            return line[..^1].Split((char)0).Skip(1);
        }

        var arguments = Environment.GetCommandLineArgs();
        var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet";
        return isHosted ? arguments.Prepend("exec") : arguments.Skip(1);
    }
}
