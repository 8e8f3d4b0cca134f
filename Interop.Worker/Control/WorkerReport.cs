using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Interop.Client.Configuration;
using Interop.Protocol.Text;
using Interop.Worker.Execution;

namespace Interop.Worker.Control;

/// <summary>A text for bug reports. Celery: <c>celery/app/utils.py</c>, <c>bugreport</c>.</summary>
internal static class WorkerReport
{
    private static readonly string Version =
        typeof(WorkerReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static string Of(WorkerRuntime runtime)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"\nsoftware -> interop:{Version} {RuntimeInformation.FrameworkDescription.Replace(' ', ':')}\n")
            .Append(CultureInfo.InvariantCulture, $"platform -> system:{System()} arch:{RuntimeInformation.ProcessArchitecture}\n")
            .Append(CultureInfo.InvariantCulture, $"            kernel version:{Environment.OSVersion.Version} imp:CoreCLR\n")
            .Append("loader   -> interop\n")
            .Append(CultureInfo.InvariantCulture,
                $"settings -> transport:{runtime.App.ReadBroker.DriverName} results:{runtime.App.Backend.DisplayUrl}\n\n");
        foreach (var (name, value) in SettingsTable.Of(runtime.App.Options, withDefaults: false))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name.AsStringOrNull()}: {PythonRepr.Format(value)}\n");
        }

        return text.ToString();
    }

    private static string System() => OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsWindows() ? "Windows" : "Darwin";
}
