using System.Text;
using System.Text.Json;
using Interop.Testing;
using Interop.Testing.Processes;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Tool;

/// <summary>Runs <c>python-fixtures/verdicts/observe.py</c>: what the installed Celery's worker does with messages.</summary>
internal static class OddMessages
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Folder => RepositoryRoot.Combine("python-fixtures", "verdicts");

    public static IReadOnlyList<JsonElement> Cases { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "cases.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The outcomes by name.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> ObserveAsync(IEnumerable<string> cases, CancellationToken cancellationToken)
    {
        await using var process = ChildProcess.Start(
            "observe.py", PythonInstallation.Path, ["observe.py"], workingDirectory: Folder, captureOutput: false);
        var reading = process.RawOutput.ReadToEndAsync(cancellationToken);
        foreach (var line in cases)
        {
            await process.Input.WriteAsync((line + "\n").AsMemory(), cancellationToken);
        }

        process.Input.Close();
        var output = await reading;
        Assert.Equal(0, await process.WaitForExitAsync(Limit, cancellationToken));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(row => row.GetProperty("name").GetString()!);
    }

    /// <summary>A case that takes what the tool wrote.</summary>
    public static string Case(string name, string raw, params string[] accept) =>
        JsonSerializer.Serialize(new { name, raw = Convert.ToBase64String(Encoding.UTF8.GetBytes(raw)), accept });
}
