using Interop.Testing.Processes;

namespace Interop.Testing.Python;

/// <summary>Starts Python in the folder of the live tests' modules.</summary>
public static class PythonProcess
{
    /// <param name="name">What failures call it.</param>
    /// <param name="arguments">Arguments of the interpreter, e.g. <c>-m celery ...</c>.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="captureOutput">False leaves stdout to <see cref="ChildProcess.RawOutput"/>.</param>
    public static ChildProcess Start(
        string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null,
        bool captureOutput = true)
    {
        var variables = new Dictionary<string, string?>
        {
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["PYTHONUNBUFFERED"] = "1",
            ["PYTHONIOENCODING"] = "utf-8",
            ["PYTHONPATH"] = null,
            ["C_FORCE_ROOT"] = "true", // Celery refuses pickle as root otherwise
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
        {
            variables[key] = value;
        }

        return ChildProcess.Start(
            name, PythonInstallation.Path, arguments, variables, PythonInstallation.AppFolder, captureOutput);
    }
}
