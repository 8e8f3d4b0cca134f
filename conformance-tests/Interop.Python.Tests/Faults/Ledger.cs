using System.Globalization;
using System.Text;
using Interop.Testing;

namespace Interop.Python.Tests.Faults;

/// <summary>Every run of <c>fault.ledger</c>, as the processes wrote it down, and every blow that the test dealt.</summary>
public sealed class Ledger : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, int Number), LedgerRun> _open = [];
    private readonly Dictionary<string, List<LedgerRun>> _byWorker = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Prefetch, long Started)> _workers = new(StringComparer.Ordinal);
    private readonly HashSet<int> _ended = [];
    private readonly List<Blow> _blows = [];

    /// <summary>The runs so far, in no order.</summary>
    public IEnumerable<LedgerRun> Runs => _byWorker.Values.SelectMany(runs => runs);

    /// <summary>Tasks that came to their end once at least.</summary>
    public IReadOnlySet<int> Ended => _ended;

    /// <summary>Deaths of workers and restarts of the broker.</summary>
    public int Blows => _blows.Count;

    /// <summary>The machine's monotonic clock, as Python's <c>time.monotonic_ns</c> reads it too.</summary>
    private static long Now => TimeProvider.System.GetTimestamp();

    /// <summary>The path that the files of a worker begin with. A worker that is started again is another worker.</summary>
    public string Enter(string worker, int prefetch)
    {
        _workers.Add(worker, (prefetch, Now));
        return _folder.Combine(worker);
    }

    /// <summary>Kills a worker, or with null stops the broker.</summary>
    public async Task StrikeAsync(string? worker, Func<Task> strike)
    {
        var from = Now;
        await strike();
        _blows.Add(new(worker, from, Now));
    }

    /// <summary>Tasks a worker is in the midst of that it began after the last restart of the broker.</summary>
    public int Running(string worker)
    {
        Refresh();
        var since = _blows.LastOrDefault(blow => blow.Worker is null)?.To ?? 0;
        return _byWorker.GetValueOrDefault(worker, []).Count(run => run.EndedAt is null && run.BeganAt > since);
    }

    /// <summary>Reads what was written since.</summary>
    public void Refresh()
    {
        foreach (var file in Directory.EnumerateFiles(_folder.Path).Where(IsOfAProcess))
        {
            foreach (var line in NewLines(file))
            {
                Add(file, line.Split(' '));
            }
        }
    }

    /// <summary>Tasks that ran more often than the blows explain: of all runs of a task, only one may be of a message that was settled.</summary>
    public IReadOnlyList<string> Unexplained() =>
        [.. from task in Runs.GroupBy(run => run.Number)
            where task.Count() > 1 && (task.Count(run => !WasOut(run)) > 1 || BeganTooSoon([.. task]))
            orderby task.Key
            select string.Join("; ", task.OrderBy(run => run.BeganAt).Select(run => $"{run}{(WasOut(run) ? " (out)" : "")}"))];

    public void Dispose() => _folder.Dispose();

    // A message is taken a second time only after the blow that brought it back.
    private bool BeganTooSoon(IReadOnlyList<LedgerRun> runs)
        => runs.OrderBy(run => run.BeganAt).ElementAt(1).BeganAt < runs.SelectMany(BlowsThatHit).Min(blow => blow.From);

    /// <summary>True when the message of a run was unacknowledged while its worker died or the broker was stopped.</summary>
    private bool WasOut(LedgerRun run) => BlowsThatHit(run).Any();

    /// <remarks>No clock tells how long an acknowledgement takes. But a worker has no more messages than its prefetch in its hands: what
    /// it began that much before the blow may have been there, twice as much with acknowledgements on their way; so may what it began
    /// next after the blow.</remarks>
    private IEnumerable<Blow> BlowsThatHit(LedgerRun run)
    {
        var (prefetch, started) = _workers[run.Worker];
        var runs = _byWorker[run.Worker];
        return _blows.Where(blow =>
        {
            if ((blow.Worker ?? run.Worker) != run.Worker || started > blow.To)
            {
                return false;
            }

            return runs.Count(other => other.BeganAt > run.BeganAt && other.BeganAt < blow.From) < 2 * prefetch
                && runs.Count(other => other.BeganAt < run.BeganAt && other.BeganAt > blow.To) < prefetch;
        });
    }

    private static bool IsOfAProcess(string file) => Path.GetExtension(file) is ['.', .. var pid] && pid.All(char.IsAsciiDigit);

    private void Add(string file, string[] words)
    {
        var (number, time) = (int.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        if (words[0] == "began")
        {
            var run = new LedgerRun(number, Path.GetFileNameWithoutExtension(file), time);
            _open[(file, number)] = run;
            if (!_byWorker.TryGetValue(run.Worker, out var runs))
            {
                _byWorker.Add(run.Worker, runs = []);
            }

            runs.Add(run);
        }
        else
        {
            _open[(file, number)].EndedAt = time;
            _ended.Add(number);
        }
    }

    // Whole lines only.
    private string[] NewLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read.GetValueOrDefault(path);
        var bytes = new byte[file.Length - file.Position];
        bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _read[path] = _read.GetValueOrDefault(path) + whole;
        return Encoding.ASCII.GetString(bytes[..whole]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>It takes its time: a broker that is asked to end delivers for a while.</summary>
    private sealed record Blow(string? Worker, long From, long To);
}
