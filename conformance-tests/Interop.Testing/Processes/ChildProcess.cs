using System.Diagnostics;
using System.Text;

namespace Interop.Testing.Processes;

/// <summary>
/// A process a test starts and surely ends: by disposal, or at the end of the test run. Its output is kept.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20_000;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Found)> _waiters = [];
    private readonly TaskCompletionSource _outputClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private ChildProcess(string name, Process process, bool linesFromOutput)
    {
        Name = name;
        _process = process;
        process.ErrorDataReceived += (_, e) => Receive(e.Data);
        if (linesFromOutput)
        {
            process.OutputDataReceived += (_, e) => Receive(e.Data);
        }
        else
        {
            _openStreams = 1;
        }
    }

    /// <summary>What failures call it, e.g. <c>redis-server</c>.</summary>
    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Standard output, for a process started with <c>captureOutput: false</c>.</summary>
    public StreamReader RawOutput => _process.StandardOutput;

    /// <summary>Everything it wrote to stdout and stderr (the last 20,000 lines).</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="program">Path or name on PATH.</param>
    /// <param name="arguments">Arguments, not quoted.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="workingDirectory">Default: that of the test.</param>
    /// <param name="captureOutput">False leaves stdout to <see cref="RawOutput"/>; stderr is always kept.</param>
    public static ChildProcess Start(
        string name, string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null, bool captureOutput = true)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(name, process, captureOutput);
        process.Start();
        RunCleanup.Add(process);
        process.BeginErrorReadLine();
        if (captureOutput)
        {
            process.BeginOutputReadLine();
        }

        return child;
    }

    /// <summary>Waits for a line of output, seen already or yet to come.</summary>
    /// <exception cref="TimeoutException">It did not come in time; the message holds the output.</exception>
    /// <exception cref="InvalidOperationException">The process ended before; the message holds the output.</exception>
    public async Task<string> WaitForLineAsync(
        Func<string, bool> match, TimeSpan timeout, string what, CancellationToken cancellationToken = default)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.FirstOrDefault(match) is { } seen)
            {
                return seen;
            }

            _waiters.Add((match, found));
        }

        try
        {
            var first = await Task.WhenAny(found.Task, _outputClosed.Task)
                .WaitAsync(timeout, TimeProvider.System, cancellationToken);
            return first == found.Task
                ? await found.Task
                : throw new InvalidOperationException($"{Name} ended while waiting for {what}. Its output:\n{Output}");
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"{Name} did not show {what} within {timeout.TotalSeconds:0.#} s. Its output:\n{Output}");
        }
    }

    /// <summary>Asks it to end (SIGTERM).</summary>
    public void Terminate() => Posix.Send(Id, Posix.SigTerm);

    public void Interrupt() => Posix.Send(Id, Posix.SigInt);

    /// <summary>Freezes it (SIGSTOP): sockets stay open, nothing is answered.</summary>
    public void Pause() => Posix.Send(Id, Posix.SigStop);

    public void Continue() => Posix.Send(Id, Posix.SigCont);

    /// <summary>Ends it and its own children at once (SIGKILL), as a crash or <c>kill -9</c> would.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, TimeProvider.System, cancellationToken);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} did not end within {timeout.TotalSeconds:0.#} s. Its output:\n{Output}");
        }
    }

    /// <summary>SIGTERM, and SIGKILL when it has not ended in time. True when it ended by itself.</summary>
    public async Task<bool> StopAsync(TimeSpan? timeout = null)
    {
        if (_process.HasExited)
        {
            return true;
        }

        Terminate();
        try
        {
            await WaitForExitAsync(timeout ?? TimeSpan.FromSeconds(10));
            return true;
        }
        catch (TimeoutException)
        {
            Kill();
            await _process.WaitForExitAsync();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        RunCleanup.Remove(_process);
    }

    private void Receive(string? line)
    {
        List<TaskCompletionSource<string>> found = [];
        lock (_lines)
        {
            if (line is null)
            {
                if (--_openStreams == 0)
                {
                    _outputClosed.TrySetResult();
                }

                return;
            }

            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }

            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Match(line))
                {
                    found.Add(_waiters[i].Found);
                    _waiters.RemoveAt(i);
                }
            }
        }

        found.ForEach(waiter => waiter.TrySetResult(line));
    }
}
