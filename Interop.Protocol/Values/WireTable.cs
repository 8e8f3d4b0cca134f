using System.Collections;

namespace Interop.Protocol.Values;

/// <summary>A list of maps that share their keys, such as the rows of a query: the values of all of them in one piece. The maps are made
/// when somebody asks for one.</summary>
/// <param name="shape">The keys of every row, at least one.</param>
/// <param name="cells">The values, row by row; the array becomes the table's own.</param>
internal sealed class WireTable(WireShape shape, WireValue[] cells) : IReadOnlyList<WireValue>
{
    private List<WireValue>? _maps;

    public WireShape Shape => shape;

    public int Count => _maps?.Count ?? cells.Length / shape.Keys.Length;

    public WireValue this[int index] => Maps[index];

    /// <summary>The rows as maps, which count from now on.</summary>
    // Published whole: two readers may both make them, all get the same.
    public List<WireValue> Maps => _maps ?? Interlocked.CompareExchange(ref _maps, ToMaps(), null) ?? _maps;

    /// <summary>The values, row by row; false when the rows are maps already, which may have been changed.</summary>
    public bool TryGetCells(out ReadOnlySpan<WireValue> values)
    {
        values = cells;
        return _maps is null;
    }

    public IEnumerator<WireValue> GetEnumerator() => Maps.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private List<WireValue> ToMaps()
    {
        var width = shape.Keys.Length;
        var maps = new List<WireValue>(cells.Length / width);
        for (var at = 0; at < cells.Length; at += width)
        {
            maps.Add(WireValue.Map(new WireMap(shape, cells[at..(at + width)])));
        }

        return maps;
    }
}
