using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Interop.Client.Brokers;
using Interop.Protocol.Values;

namespace Interop.Client.Configuration;

/// <summary>Settings as other members of the fleet are shown them: by Celery's names, secrets masked.</summary>
/// <remarks>Celery: <c>celery/app/utils.py</c>, <c>Settings.table</c>, <c>filter_hidden_settings</c>.</remarks>
public static partial class SettingsTable
{
    private const string Mask = "********";

    private static readonly CeleryOptions Standard = new();

    /// <summary>The settings that were given or differ from their defaults, or all of them.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="withDefaults">True for all.</param>
    public static WireMap Of(CeleryOptions options, bool withDefaults)
    {
        ArgumentNullException.ThrowIfNull(options);
        var table = new WireMap().With("deprecated_settings", WireValue.None);
        foreach (var setting in SettingNames.All().Where(setting => setting is { Support: SettingSupport.Supported, IsOwn: false }))
        {
            if (PropertyOf(setting) is not { } property)
            {
                continue;
            }

            var value = Convert(property.GetValue(options));
            if (withDefaults || options.GivenSettings?[setting.Name] is not null || value != Convert(property.GetValue(Standard)))
            {
                table.Set(setting.Name, Censor(setting.Name, value));
            }
        }

        foreach (var (name, value) in options.GivenSettings ?? [])
        {
            if (name.AsStringOrNull() is { } text && table[text] is null)
            {
                table.Set(name, Censor(text, value));
            }
        }

        return table;
    }

    private static PropertyInfo? PropertyOf(Setting setting) => typeof(CeleryOptions).GetProperty(
        setting.Name.Replace("_", "", StringComparison.Ordinal), BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    private static WireValue Convert(object? value) => value switch
    {
        null => WireValue.None,
        string text => text,
        bool flag => flag,
        int number => number,
        TimeSpan span => span.TotalSeconds,
        TransportOptions options => MapOf(options.Names, name => Number(options.Text(name))),
        QueueDeclaration queue => queue.Name,
        TaskRoute route => WireValue.List([route.Pattern, MapOf(["queue"], _ => route.Queue)]),
        IEnumerable items => WireValue.List([.. items.Cast<object?>().Select(Convert)]),
        _ => value.ToString(),
    };

    // Options are kept as text; the int of Python's settings is shown as one.
    private static WireValue Number(string? text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text;

    private static WireValue MapOf(IEnumerable<string> names, Func<string, WireValue> value)
    {
        var map = new WireMap();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            map.Set(name, value(name));
        }

        return map;
    }

    private static WireValue Censor(string name, WireValue value)
    {
        if (value.Kind == WireKind.Map)
        {
            var censored = new WireMap();
            foreach (var (key, part) in value.AsMap())
            {
                censored.Set(key, Censor(key.AsStringOrNull() ?? "", part));
            }

            return censored;
        }

        return Hidden().IsMatch(name) ? Mask
            : value.AsStringOrNull() is { } text ? Password().Replace(text, "${user}:" + Mask + "@")
            : value;
    }

    // Celery: HIDDEN_SETTINGS.
    [GeneratedRegex("API|TOKEN|KEY|SECRET|PASS|PROFANITIES_LIST|SIGNATURE|DATABASE", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Hidden();

    [GeneratedRegex("(?<user>://[^:/@?#\\s;]*):[^/?#\\s;]*@", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Password();
}
