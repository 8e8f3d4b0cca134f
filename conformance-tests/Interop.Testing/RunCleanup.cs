using System.Diagnostics;
using System.Globalization;

namespace Interop.Testing;

/// <summary>
/// Knows the processes that still run and the folders not yet deleted: the end of the test run takes care of them.
/// <c>./test</c> reads the process ids from the file <c>INTEROP_PIDS</c> names, in case the test run itself was killed.
/// </summary>
internal static class RunCleanup
{
    private static readonly HashSet<Process> Running = [];
    private static readonly HashSet<TempFolder> Folders = [];
    private static readonly string? IdFile = Environment.GetEnvironmentVariable("INTEROP_PIDS");

    static RunCleanup()
        => AppDomain.CurrentDomain.ProcessExit += (_, _) => Clean();

    public static void Add(Process process)
    {
        lock (Running)
        {
            Running.Add(process);
            if (!string.IsNullOrEmpty(IdFile))
            {
                File.AppendAllText(IdFile, $"{process.Id.ToString(CultureInfo.InvariantCulture)} {StartTicks(process.Id)}\n");
            }
        }
    }

    public static void Remove(Process process)
    {
        lock (Running)
        {
            Running.Remove(process);
        }

        process.Dispose();
    }

    public static void Add(TempFolder folder)
    {
        lock (Running)
        {
            Folders.Add(folder);
        }
    }

    public static void Remove(TempFolder folder)
    {
        lock (Running)
        {
            Folders.Remove(folder);
        }
    }

    /// <summary>Field 22 of /proc/pid/stat: with it an id that was given to another process is recognised.</summary>
    private static string StartTicks(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (IOException)
        {
            return "0";
        }
    }

    private static void Clean()
    {
        Process[] processes;
        TempFolder[] folders;
        lock (Running)
        {
            (processes, folders) = ([.. Running], [.. Folders]);
        }

        foreach (var process in processes)
        {
            try
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(TimeSpan.FromSeconds(2));
            }
            catch (InvalidOperationException)
            {
                // It has ended already.
            }
        }

        foreach (var folder in folders)
        {
            folder.Dispose();
        }
    }
}
