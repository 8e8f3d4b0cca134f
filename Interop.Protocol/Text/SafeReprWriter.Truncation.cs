using System.Buffers;

namespace Interop.Protocol.Text;

internal ref partial struct SafeReprWriter
{
    // celery.utils.text.truncate: cut at the length, then back to the last space.
    private void Truncated(scoped ReadOnlySpan<char> text, bool escapeQuotes)
    {
        var limit = _left;
        var cut = _limited && text.Length >= limit && CodePoints(text) >= limit;
        if (cut)
        {
            text = text[..UnitsOf(text, limit)];
            var space = text.LastIndexOf(' ');
            text = space < 0 ? text : text[..space];
        }

        while (escapeQuotes && text.IndexOf('\'') is >= 0 and var quote)
        {
            Append(text[..quote]);
            Append("\\'");
            _left -= CodePoints(text[..quote]) + 2;
            text = text[(quote + 1)..];
        }

        Append(text);
        _left -= CodePoints(text);
        if (cut)
        {
            Append("...");
            _left -= 3;
        }
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var high = text.IndexOfAnyInRange('\ud800', '\udbff'); high >= 0 && high + 1 < text.Length;)
        {
            count -= char.IsLowSurrogate(text[high + 1]) ? 1 : 0;
            text = text[(high + 1)..];
            high = text.IndexOfAnyInRange('\ud800', '\udbff');
        }

        return count;
    }

    private static int UnitsOf(ReadOnlySpan<char> text, int codePoints)
    {
        var units = 0;
        while (codePoints > 0 && units < text.Length)
        {
            units += char.IsHighSurrogate(text[units]) && units + 1 < text.Length && char.IsLowSurrogate(text[units + 1]) ? 2 : 1;
            codePoints--;
        }

        return units;
    }

    private void Append(scoped ReadOnlySpan<char> text)
    {
        if (text.Length > _span.Length - _used)
        {
            Grow(text.Length);
        }

        text.CopyTo(_span[_used..]);
        _used += text.Length;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_span.Length * 2, _used + needed));
        _span[.._used].CopyTo(larger);
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }

        _span = _rented = larger;
    }
}
