using Interop.Client.Configuration.Tables;

namespace Interop.Client.Configuration;

/// <summary>The one table of settings: every name Celery 5.6 knows, and ours. Celery: <c>celery/app/defaults.py</c>,
/// <c>NAMESPACES</c>.</summary>
internal static class SettingNames
{
    private static readonly Dictionary<string, Setting> ByName =
        All().ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, Setting> ByOldName = All()
        .Where(setting => setting.OldName is not null)
        .ToDictionary(setting => setting.OldName!, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, Setting> ByPropertyName = All()
        .ToDictionary(setting => setting.Name.Replace("_", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase);

    /// <summary>All settings in the order of the documentation.</summary>
    public static IEnumerable<Setting> All() =>
        [.. BrokerSettings.All, .. ResultSettings.All, .. TaskSettings.All, .. WorkerSettings.All, .. OtherSettings.All];

    /// <summary>A setting by any of its names: Celery's, the one before Celery 4, or that of the property.</summary>
    public static Setting? Find(string name, out bool isOld)
    {
        isOld = false;
        if (ByName.TryGetValue(name, out var setting) || (!name.Contains('_') && ByPropertyName.TryGetValue(name, out setting)))
        {
            return setting;
        }

        isOld = ByOldName.TryGetValue(name, out setting);
        return setting;
    }

    /// <summary>The known name that an unknown one comes closest to, in the style of the unknown one; null when none is
    /// close.</summary>
    public static string? Nearest(string name)
    {
        var isOldStyle = name.Contains('_') && name.Equals(name.ToUpperInvariant(), StringComparison.Ordinal);
        var wanted = name.ToLowerInvariant();
        var best = (Name: (string?)null, Distance: Math.Max(2, name.Length / 3) + 1);
        foreach (var setting in All())
        {
            var property = setting.Name.Replace("_", "", StringComparison.Ordinal);
            foreach (var candidate in new[] { setting.Name, setting.OldName ?? property, property })
            {
                var distance = Distance(wanted, candidate.ToLowerInvariant());
                if (distance < best.Distance)
                {
                    best = (isOldStyle ? setting.OldName ?? setting.Name.ToUpperInvariant() : setting.Name, distance);
                }
            }
        }

        return best.Name;
    }

    // Edits from one word to the other, neighbours that changed places counting once.
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }
}
