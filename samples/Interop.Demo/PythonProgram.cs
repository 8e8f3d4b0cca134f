using System.Diagnostics;

namespace Interop.Demo;

/// <summary>A Python program of the demo as a child process; its lines are printed or searched as they come.</summary>
internal sealed class PythonProgram : IAsyncDisposable
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];

    private PythonProgram(Process process) => _process = process;

    public static PythonProgram Start(DemoSettings settings, Action<string> onLine, string readyWord, params string[] arguments)
    {
        var start = new ProcessStartInfo(settings.Python!, arguments)
        {
            WorkingDirectory = FindFolder(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings.ToEnvironment())
        {
            start.Environment[name] = value;
        }

        start.Environment["C_FORCE_ROOT"] = "1";
        var program = new PythonProgram(new Process { StartInfo = start });
        void Take(object _, DataReceivedEventArgs line)
        {
            if (line.Data is not { } text)
            {
                return;
            }

            lock (program._lines)
            {
                program._lines.Add(text);
            }

            onLine(text);
            if (readyWord.Length > 0 && text.Contains(readyWord, StringComparison.Ordinal))
            {
                program._ready.TrySetResult();
            }
        }

        program._process.OutputDataReceived += Take;
        program._process.ErrorDataReceived += Take;
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    public async Task ReadyAsync(TimeSpan within)
    {
        var first = await Task.WhenAny(_ready.Task, _process.WaitForExitAsync()).WaitAsync(within);
        if (first != _ready.Task)
        {
            throw new InvalidOperationException("The Python worker ended before it was ready:\n" + Output());
        }
    }

    public async Task ExitAsync(TimeSpan within)
    {
        await _process.WaitForExitAsync().WaitAsync(within);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The Python program ended with code {_process.ExitCode}:\n{Output()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            try
            {
                await _process.WaitForExitAsync().WaitAsync(EndsWithin);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private string Output()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines.TakeLast(30));
        }
    }

    private static string FindFolder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "python-fixtures", "demo");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("python-fixtures/demo was not found above the program's folder.");
    }
}
