using System.Globalization;
using Interop.Testing;

namespace Interop.Python.Tests.Faults;

/// <summary>What the worker processes wrote down: a line with its number for each task that ran.</summary>
public sealed class RecordFile : IDisposable
{
    private readonly TempFolder _folder = new();

    public RecordFile() => File.WriteAllText(Path, "");

    public string Path => _folder.Combine("ran");

    /// <summary>The whole lines so far; a line that a kill cut off is left out.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var text = reader.ReadToEnd();
            return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>How often which task ran.</summary>
    public IReadOnlyDictionary<int, int> Runs
        => Lines.Where(line => char.IsAsciiDigit(line[0])).Select(line => int.Parse(line, CultureInfo.InvariantCulture))
            .GroupBy(number => number).ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Waits until so many different tasks ran.</summary>
    public Task WaitForAsync(int tasks, CancellationToken cancellationToken)
        => Eventually.GetAsync(
            () => Runs.Count, count => count >= tasks, TimeSpan.FromSeconds(120), $"{tasks} tasks to have run", cancellationToken);

    public Task WaitForLineAsync(string line, CancellationToken cancellationToken)
        => Eventually.TrueAsync(
            () => Lines.Contains(line), TimeSpan.FromSeconds(60), $"the line '{line}'", cancellationToken);

    public void Dispose() => _folder.Dispose();
}
