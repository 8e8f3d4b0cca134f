namespace Interop.Protocol.Text;

/// <summary>The inside of <c>[...]</c> in a glob: what <c>fnmatch.translate</c> makes of it and <c>re</c> reads.</summary>
internal sealed class GlobSet
{
    private readonly List<(int Low, int High)> _ranges = [];
    private bool _negated;

    private GlobSet()
    {
    }

    /// <summary>True for <c>[!]</c>: any character.</summary>
    public bool IsAny => _negated && _ranges.Count == 0;

    public bool Contains(int point)
    {
        foreach (var (low, high) in _ranges)
        {
            if (point >= low && point <= high)
            {
                return !_negated;
            }
        }

        return _negated;
    }

    public static GlobSet Parse(ReadOnlySpan<int> text)
    {
        var chunks = Chunks(text);
        var set = new GlobSet { _negated = chunks[0] is ['!', ..] };
        if (set._negated)
        {
            chunks[0].RemoveAt(0);
        }

        // Between two chunks stands a hyphen that makes a range of their neighbours; within a chunk it is a character.
        for (var k = 0; k < chunks.Count; k++)
        {
            var from = 0;
            if (k > 0 && chunks[k].Count > 0 && chunks[k - 1].Count > 0)
            {
                set._ranges.Add((chunks[k - 1][^1], chunks[k][0]));
                from = 1;
            }

            set._ranges.AddRange(chunks[k].Skip(from).Select(point => (point, point)));
        }

        return set;
    }

    private static List<List<int>> Chunks(ReadOnlySpan<int> text)
    {
        var chunks = new List<List<int>>();
        var start = 0;
        for (var at = text is ['!', ..] ? 2 : 1; at < text.Length;)
        {
            var hyphen = text[at..].IndexOf('-');
            if (hyphen < 0)
            {
                break;
            }

            chunks.Add([.. text[start..(at + hyphen)]]);
            start = at + hyphen + 1;
            at += hyphen + 3;
        }

        if (start < text.Length || chunks.Count == 0)
        {
            chunks.Add([.. text[start..]]);
        }
        else
        {
            chunks[^1].Add('-');
        }

        DropEmptyRanges(chunks);
        return chunks;
    }

    private static void DropEmptyRanges(List<List<int>> chunks)
    {
        for (var k = chunks.Count - 1; k > 0; k--)
        {
            if (chunks[k - 1].Count > 0 && chunks[k].Count > 0 && chunks[k - 1][^1] > chunks[k][0])
            {
                chunks[k - 1].RemoveAt(chunks[k - 1].Count - 1);
                chunks[k - 1].AddRange(chunks[k].Skip(1));
                chunks.RemoveAt(k);
            }
        }
    }
}
