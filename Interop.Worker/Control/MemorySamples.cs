using System.Globalization;

namespace Interop.Worker.Control;

/// <summary>Resident memory over time. Celery: <c>celery/utils/debug.py</c>, <c>sample_mem</c>, <c>memdump</c>.</summary>
internal sealed class MemorySamples
{
    private const int MaxCount = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _samples = new();

    public string Take()
    {
        var sample = Format(Environment.WorkingSet);
        lock (_lock)
        {
            _samples.Enqueue(sample);
            if (_samples.Count > MaxCount)
            {
                _samples.Dequeue();
            }
        }

        return sample;
    }

    /// <summary>What was sampled since the last time, thinned out to a number of samples, and what is used now.</summary>
    public string Dump(int count)
    {
        string[] all;
        lock (_lock)
        {
            all = [.. _samples];
            _samples.Clear();
        }

        count = Math.Max(count, 1);
        IEnumerable<string> shown = all.Length <= count ? all : Enumerable.Range(0, count).Select(i => all[i * (all.Length / count)]);
        var lines = all.Length == 0 ? [] : shown.Select(sample => $"-    > {sample},").Prepend("- rss (sample):");
        return string.Concat(lines.Append($"- rss (end): {Format(Environment.WorkingSet)}.").Select(line => line + "\n"));
    }

    // humanbytes: five digits that count.
    private static string Format(long bytes)
    {
        (double Size, string Unit)[] units = [(1L << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
        var (size, unit) = units.FirstOrDefault(known => bytes >= known.Size, (1, "b"));
        return (bytes / size).ToString("G5", CultureInfo.InvariantCulture) + unit;
    }
}
