using System.Globalization;

namespace Interop.Client.Configuration;

/// <summary>How often a task may be begun in one worker. Celery: <c>celery.utils.time.rate</c>.</summary>
/// <param name="Text">As it was written, e.g. <c>10/m</c>.</param>
/// <param name="PerSecond">Runs a second; 0 for no limit.</param>
public sealed record RateLimit(string Text, double PerSecond)
{
    /// <summary>Reads <c>10</c>, <c>10/s</c>, <c>100/m</c> or <c>1/h</c>; null when it is none of these.</summary>
    public static RateLimit? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var number = slash < 0 ? text : text[..slash];
        double? seconds = (slash < 0 ? "" : text[(slash + 1)..]) switch
        {
            "" or "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => null,
        };
        return seconds is { } unit && double.TryParse(number.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
            && double.IsFinite(count) && count >= 0
                ? new RateLimit(text, count / unit)
                : null;
    }

    /// <summary>As <see cref="TryParse"/>.</summary>
    /// <exception cref="FormatException">It is no rate.</exception>
    public static RateLimit Parse(string text) => TryParse(text)
        ?? throw new FormatException($"The rate limit is '{text}'; expected a number and /s, /m or /h, such as 10/m.");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
