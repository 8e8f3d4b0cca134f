using Interop.Protocol;
using Interop.Protocol.Events;

namespace Interop.Worker.Events;

/// <summary>What a worker says of itself. Celery: <c>SOFTWARE_INFO</c> of <c>celery/worker/state.py</c>.</summary>
/// <remarks>The name is Celery's own: monitors print it, and a fleet must not be able to tell us apart.</remarks>
internal sealed class SoftwareInfo(CeleryRelease release)
{
    private readonly string _version = release.Version();

    private static string System =>
        OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "Darwin" : OperatingSystem.IsWindows() ? "Windows" : "";

    public void Write(ref EventWriter writer)
    {
        writer.Text("sw_ident"u8, "py-celery");
        writer.Text("sw_ver"u8, _version);
        writer.Text("sw_sys"u8, System);
    }
}
