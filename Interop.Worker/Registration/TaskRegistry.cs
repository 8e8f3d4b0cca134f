using System.Collections.Frozen;

namespace Interop.Worker.Registration;

/// <summary>The tasks of a worker by name; fixed when the worker is built. Celery: <c>app.tasks</c>.</summary>
internal sealed class TaskRegistry
{
    private const int NearEnough = 3;

    private readonly FrozenDictionary<string, TaskDefinition> _tasks;

    /// <exception cref="ArgumentException">Two tasks have one name.</exception>
    public TaskRegistry(IEnumerable<TaskDefinition> tasks)
    {
        var known = new Dictionary<string, TaskDefinition>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            if (!known.TryAdd(task.Name, task))
            {
                throw new ArgumentException($"Task '{task.Name}' is registered twice. Give each task a name of its own.");
            }
        }

        _tasks = known.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>All names, sorted as Celery's banner prints them.</summary>
    public IEnumerable<string> Names => _tasks.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<TaskDefinition> All => _tasks.Values;

    public TaskDefinition? Find(string name) => _tasks.GetValueOrDefault(name);

    /// <summary>The registered name that differs least from an unknown one, if any is close.</summary>
    public string? Nearest(string name)
    {
        var best = _tasks.Keys.Select(known => (known, Distance: Distance(name, known)))
            .OrderBy(x => x.Distance).ThenBy(x => x.known, StringComparer.Ordinal).FirstOrDefault();
        return best.known is not null && best.Distance <= NearEnough ? best.known : null;
    }

    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > NearEnough || left.Length > 256)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
