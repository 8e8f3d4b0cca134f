using Interop.Protocol.Values;
using Microsoft.Extensions.Configuration;

namespace Interop.Client.Configuration;

/// <summary>Reads a configuration section in Celery's setting names. Celery: <c>celery/app/utils.py</c>,
/// <c>detect_settings</c>.</summary>
internal static class SettingsReader
{
    /// <summary>Reads settings over the defaults; the environment's <c>CELERY_BROKER_URL</c> and the like win, as in
    /// Celery.</summary>
    /// <exception cref="ImproperlyConfiguredException">Something cannot be used; all faults are listed.</exception>
    public static SettingsReading Read(
        IConfiguration section, Func<string, string?> environment, CeleryOptions? defaults = null)
    {
        var errors = new List<string>();
        var notes = new List<string>();
        var options = defaults ?? new CeleryOptions();
        var seen = new Dictionary<Setting, string>();
        var given = new WireMap();
        var (oldNames, newNames) = (new List<string>(), new List<string>());
        foreach (var child in section.GetChildren())
        {
            if (SettingNames.Find(child.Key, out var isOld) is not { } setting)
            {
                errors.Add(Unknown(child.Key));
                continue;
            }

            // Where the old name is the new one in capitals, it fits both styles; so does an environment variable.
            if (setting.OldName is not null)
            {
                (isOld ? oldNames : newNames).Add(child.Key);
            }

            if (!seen.TryAdd(setting, child.Key))
            {
                errors.Add($"{setting.Name} is given twice, as {seen[setting]} and as {child.Key}; expected it once.");
            }
            else if (Take(setting, new SettingValue(child.Key, child), ref options, notes) is { } error)
            {
                errors.Add(error);
            }
            else
            {
                given.Set(setting.Name, new SettingValue(child.Key, child).ToWire());
            }
        }

        if (oldNames.Count > 0 && newNames.Count > 0)
        {
            errors.Add("Cannot mix new and old setting names; rename "
                + string.Join(", ", oldNames.Select(name => $"{name} to {SettingNames.Find(name, out _)!.Name}")) + ".");
        }

        options = ApplyEnvironment(options, environment) with { GivenSettings = given.Count > 0 ? given : null };
        errors.AddRange(SettingsValidator.Validate(options));
        return errors.Count == 0 ? new SettingsReading(options, notes) : throw new ImproperlyConfiguredException(errors);
    }

    private static string? Take(Setting setting, SettingValue value, ref CeleryOptions options, List<string> notes)
    {
        switch (setting.Support)
        {
            case SettingSupport.Noted:
                notes.Add($"{value.Name} has no effect here: {setting.Doc}");
                return null;
            case SettingSupport.Refused:
                return value.IsEmpty
                    || (!value.HasParts && setting.Harmless.Contains(value.Section.Value!, StringComparer.OrdinalIgnoreCase))
                    || (value.IsList && setting.Harmless.Intersect(value.List()).Count() == value.List().Count)
                    ? null
                    : $"{value.Name} is a setting of Celery that is not supported here. {setting.Doc}";
            default:
                try
                {
                    options = setting.Apply!(options, value);
                    return null;
                }
                catch (Exception e) when (e is FormatException or OverflowException)
                {
                    return e is FormatException ? e.Message : value.Expected("a smaller number").Message;
                }
        }
    }

    private static string Unknown(string name)
    {
        var shown = name.Length > 60 ? string.Concat(name.AsSpan(0, 60), "...") : name;
        return SettingNames.Nearest(shown) is { } nearest
            ? $"{shown} is no setting; did you mean {nearest}?"
            : $"{shown} is no setting of Celery; see docs/configuration.md for those there are.";
    }

    // celery/app/utils.py, Settings.broker_url and the properties beside it: the environment wins over everything.
    private static CeleryOptions ApplyEnvironment(CeleryOptions options, Func<string, string?> environment) => options with
    {
        BrokerUrl = Variable(environment, "CELERY_BROKER_URL") ?? options.BrokerUrl,
        BrokerReadUrl = Variable(environment, "CELERY_BROKER_READ_URL") ?? options.BrokerReadUrl,
        BrokerWriteUrl = Variable(environment, "CELERY_BROKER_WRITE_URL") ?? options.BrokerWriteUrl,
        ResultBackend = Variable(environment, "CELERY_RESULT_BACKEND") ?? options.ResultBackend,
    };

    private static string? Variable(Func<string, string?> environment, string name) =>
        environment(name) is { Length: > 0 } value ? value : null;
}
