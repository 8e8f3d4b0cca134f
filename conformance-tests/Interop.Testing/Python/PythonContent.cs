using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Testing.Processes;

namespace Interop.Testing.Python;

/// <summary>kombu's compression and Celery's signing, run by <c>content_server.py</c> with any of the Pythons there are.</summary>
public sealed class PythonContent : IAsyncDisposable
{
    /// <summary>The Python the live tests use, and those that <c>python-fixtures/environments</c> builds.</summary>
    public static readonly IReadOnlyList<string> Versions = ["installed", "5.0.0", "5.2.6", "5.5.2", "5.6.3"];

    private readonly ChildProcess _process;

    private PythonContent(ChildProcess process) => _process = process;

    /// <param name="version">One of <see cref="Versions"/>.</param>
    /// <exception cref="InvalidOperationException">It is not there. A skip, unless it is the installed one and CI=true.</exception>
    public static PythonContent Start(string version)
    {
        var built = RepositoryRoot.Combine(".python", version, "python");
        var python = version == "installed" ? PythonInstallation.Path : built;
        if (!File.Exists(python))
        {
            // No server of CI: that the environments are not built is no fault there either.
            throw new InvalidOperationException($"$XunitDynamicSkip$Celery {version} is not built; run python-fixtures/environments {version}.");
        }

        return new PythonContent(ChildProcess.Start(
            $"Celery {version}", python, ["content_server.py"],
            new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["PYTHONPATH"] = null },
            PythonInstallation.AppFolder, captureOutput: false));
    }

    /// <summary>Runs a command; the answer has <c>ok</c>, or <c>error</c> and <c>class</c>.</summary>
    public async Task<JsonElement> CallAsync(string command, JsonObject arguments, CancellationToken cancellationToken)
    {
        arguments["command"] = command;
        await _process.Input.WriteLineAsync(arguments.ToJsonString().AsMemory(), cancellationToken);
        await _process.Input.FlushAsync(cancellationToken);
        var line = await _process.RawOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"Python ended during {command}. Its output:\n{_process.Output}");
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.Clone();
    }

    /// <summary>Runs a command whose answer is bytes; null when Python raised.</summary>
    public async Task<byte[]?> BytesAsync(string command, string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            command, new() { ["name"] = name, ["body"] = Convert.ToBase64String(body.Span) }, cancellationToken);
        return answer.TryGetProperty("ok", out var ok) ? ok.GetBytesFromBase64() : null;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
