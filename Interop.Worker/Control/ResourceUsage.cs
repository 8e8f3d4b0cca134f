using System.Runtime.InteropServices;
using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>What the process used so far, as the system counts it. Celery: <c>WorkController.rusage</c>.</summary>
internal static class ResourceUsage
{
    private static readonly string[] Counters =
    [
        "maxrss", "ixrss", "idrss", "isrss", "minflt", "majflt", "nswap", "inblock", "oublock", "msgsnd", "msgrcv", "nsignals", "nvcsw", "nivcsw",
    ];

    /// <summary>The counters in Python's order; null where the system keeps none.</summary>
    public static WireMap? Read()
    {
        // struct rusage of 64-bit Linux: two timevals of two longs, fourteen longs.
        var usage = new long[18];
        if (!OperatingSystem.IsLinux() || IntPtr.Size != 8 || GetResourceUsage(0, usage) != 0)
        {
            return null;
        }

        var map = new WireMap(16)
            .With("utime", usage[0] + usage[1] / 1e6)
            .With("stime", usage[2] + usage[3] / 1e6);
        for (var i = 0; i < Counters.Length; i++)
        {
            map.With(Counters[i], usage[4 + i]);
        }

        return map;
    }

    [DllImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, [Out] long[] usage);
}
