using System.Globalization;

namespace Interop.Client.Configuration;

/// <summary>Free options of a transport or backend by kombu's names, as text or lists of text.</summary>
public sealed class TransportOptions
{
    private readonly IReadOnlyDictionary<string, string> _values;

    /// <summary>Creates the options; nested names are joined with <c>:</c>, items of lists are named <c>name:0</c>,
    /// <c>name:1</c>, ….</summary>
    public TransportOptions(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <summary>No options.</summary>
    public static TransportOptions Empty { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Names that are set.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <summary>A whole number, or the default.</summary>
    /// <exception cref="FormatException">The value is no whole number.</exception>
    public int Integer(string name, int defaultValue) => Text(name) is { } text
        ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Invalid(name, text, "a whole number")
        : defaultValue;

    /// <summary>A number of seconds, or the default.</summary>
    /// <exception cref="FormatException">The value is no number.</exception>
    public TimeSpan Seconds(string name, TimeSpan defaultValue) => Text(name) is { } text
        ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? TimeSpan.FromSeconds(value)
            : throw Invalid(name, text, "a number of seconds")
        : defaultValue;

    /// <summary>A truth value, or the default.</summary>
    /// <exception cref="FormatException">The value is neither true nor false.</exception>
    public bool Boolean(string name, bool defaultValue) => Text(name)?.ToLowerInvariant() switch
    {
        null => defaultValue,
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        var text => throw Invalid(name, text, "true or false"),
    };

    /// <summary>A list, also from one text with commas; null when not set.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        if (Text(name) is { } text)
        {
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        var items = new List<string>();
        while (Text(string.Create(CultureInfo.InvariantCulture, $"{name}:{items.Count}")) is { } item)
        {
            items.Add(item);
        }

        return items.Count == 0 ? null : items;
    }

    private static FormatException Invalid(string name, string text, string expected) =>
        new($"The transport option {name} is '{text}'; expected {expected}.");
}
