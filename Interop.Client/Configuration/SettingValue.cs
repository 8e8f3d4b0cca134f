using System.Globalization;
using Interop.Protocol.Values;
using Microsoft.Extensions.Configuration;

namespace Interop.Client.Configuration;

/// <summary>The value of one setting, read as what it should be. Faults name setting, value and what was expected.</summary>
internal readonly record struct SettingValue(string Name, IConfigurationSection Section)
{
    private const int LongestShown = 60;

    /// <summary>True when there is no value: JSON null, an empty list or map.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Section.Value) && !HasParts;

    public bool HasParts => Section.GetChildren().Any();

    /// <summary>True when the parts are numbered, so a list.</summary>
    public bool IsList => HasParts
        && Section.GetChildren().All(part => int.TryParse(part.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    public IEnumerable<SettingValue> Parts()
    {
        var name = Name;
        return Section.GetChildren().Select(part => new SettingValue($"{name} {part.Key}", part));
    }

    public SettingValue? Part(string key)
    {
        // Not GetSection: it cannot tell an absent part from one that is null.
        var part = Section.GetChildren().FirstOrDefault(child => child.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        return part is null ? null : new SettingValue($"{Name} {key}", part);
    }

    public string Text() => !HasParts && Section.Value is { } text ? text : throw Expected("text");

    public string? OptionalText() => IsEmpty ? null : Text();

    public bool Flag() => Text().ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw Expected("true or false"),
    };

    public int Number() => int.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Expected("a whole number");

    public int? OptionalNumber() => IsEmpty ? null : Number();

    /// <summary>Seconds as Celery writes them, or hours, minutes and seconds as .NET does.</summary>
    public TimeSpan Seconds()
    {
        var text = Text();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds)
        {
            return seconds.Equals(-1) ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
        }

        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)
            ? span
            : throw Expected("a number of seconds");
    }

    public TimeSpan? OptionalSeconds() => IsEmpty ? null : Seconds();

    public IReadOnlyList<string> List() => HasParts
        ? [.. Parts().Select(part => part.Text())]
        : (Section.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Options of a transport: nested names joined with a colon.</summary>
    public TransportOptions Options()
    {
        if (!HasParts && !IsEmpty)
        {
            throw Expected("a map of options");
        }

        var prefix = Section.Path.Length + 1;
        return new TransportOptions(
            Leaves(Section).ToDictionary(leaf => leaf.Path[prefix..], leaf => leaf.Value!, StringComparer.Ordinal));
    }

    /// <summary>Options of a queue or consumer, numbers and truth values as such.</summary>
    public IReadOnlyDictionary<string, object?> Arguments() =>
        Section.GetChildren().ToDictionary(part => part.Key, part => Typed(part.Value), StringComparer.Ordinal);

    /// <summary>The value for people to look at: lists and maps as such, numbers and truth values too.</summary>
    public WireValue ToWire()
    {
        if (!HasParts)
        {
            return Typed(Section.Value) switch
            {
                null => WireValue.None,
                bool flag => flag,
                int number => number,
                long number => number,
                _ when double.TryParse(Section.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
                _ => Section.Value,
            };
        }

        if (IsList)
        {
            return WireValue.List([.. Parts().Select(part => part.ToWire())]);
        }

        var map = new WireMap();
        foreach (var part in Section.GetChildren())
        {
            map.Set(part.Key, new SettingValue(part.Key, part).ToWire());
        }

        return map;
    }

    public FormatException Expected(string what)
    {
        var shown = HasParts ? "a map or list" : Section.Value is { } text ? $"'{Shorten(text)}'" : "null";
        return new FormatException($"{Name} is {shown}; expected {what}.");
    }

    private static IEnumerable<IConfigurationSection> Leaves(IConfigurationSection section) => section.GetChildren()
        .SelectMany(part => part.GetChildren().Any() ? Leaves(part) : part.Value is null ? [] : [part]);

    private static object? Typed(string? text) => text switch
    {
        null => null,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            number is >= int.MinValue and <= int.MaxValue ? (object)(int)number : number,
        _ when bool.TryParse(text, out var flag) => flag,
        _ => text,
    };

    private static string Shorten(string text) =>
        text.Length > LongestShown ? string.Concat(text.AsSpan(0, LongestShown), "...") : text;
}
