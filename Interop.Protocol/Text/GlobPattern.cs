namespace Interop.Protocol.Text;

/// <summary>A pattern of <c>task_routes</c>, e.g. <c>billing.*</c>, as Python's <c>fnmatch.translate</c> reads it:
/// <c>*</c>, <c>?</c>, <c>[seq]</c>, <c>[!seq]</c>; case counts. Immutable and thread safe.</summary>
/// <remarks>Source: CPython <c>Lib/fnmatch.py</c>, <c>celery/app/routes.py, MapRoute</c>.</remarks>
public sealed class GlobPattern
{
    private readonly Part[] _parts;

    /// <summary>Reads a pattern. Every text is one; a bracket that is never closed stands for itself.</summary>
    public GlobPattern(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Text = pattern;
        _parts = Parse(CodePoints(pattern));
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>True when Celery takes a key of <c>task_routes</c> for a pattern: when it has a <c>*</c>.</summary>
    public static bool IsPattern(string key) => key.Contains('*', StringComparison.Ordinal);

    /// <summary>True when the whole name matches. Takes time in proportion to name times pattern at worst.</summary>
    public bool IsMatch(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = CodePoints(name);
        int at = 0, part = 0, star = -1, retry = 0;
        while (at < text.Length)
        {
            if (part < _parts.Length && _parts[part].IsStar)
            {
                (star, retry) = (part++, at);
            }
            else if (part < _parts.Length && _parts[part].Matches(text[at]))
            {
                (part, at) = (part + 1, at + 1);
            }
            else if (star >= 0)
            {
                // Let the last star take one more, and try the rest again.
                (part, at) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }

        return _parts.AsSpan(part).IndexOfAnyExcept(Part.Star) < 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Part[] Parse(int[] pattern)
    {
        var parts = new List<Part>();
        for (var i = 0; i < pattern.Length; i++)
        {
            var end = pattern[i] == '[' ? ClosingBracket(pattern, i + 1) : -1;
            if (end > 0)
            {
                parts.Add(GlobSet.Parse(pattern.AsSpan(i + 1, end - i - 1)) is var set && set.IsAny ? Part.Any : new Part(set));
                i = end;
            }
            else
            {
                parts.Add(pattern[i] switch { '*' => Part.Star, '?' => Part.Any, var literal => new Part(literal) });
            }
        }

        return [.. parts];
    }

    private static int ClosingBracket(int[] pattern, int from)
    {
        var at = from;
        at += at < pattern.Length && pattern[at] == '!' ? 1 : 0;
        at += at < pattern.Length && pattern[at] == ']' ? 1 : 0;
        return at < pattern.Length ? Array.IndexOf(pattern, ']', at) : -1;
    }

    private static int[] CodePoints(string text)
    {
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            points.Add(isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i]);
        }

        return [.. points];
    }

    private readonly record struct Part(int Literal, GlobSet? Set)
    {
        private const int StarMark = -1;
        private const int AnyMark = -2;
        private const int SetMark = -3;

        public Part(int literal) : this(literal, null)
        {
        }

        public Part(GlobSet set) : this(SetMark, set)
        {
        }

        public static Part Star => new(StarMark);

        public static Part Any => new(AnyMark);

        public bool IsStar => Literal == StarMark;

        public bool Matches(int point) => Literal == point || Literal == AnyMark || (Set?.Contains(point) ?? false);
    }
}
