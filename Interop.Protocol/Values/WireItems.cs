using System.Runtime.InteropServices;

namespace Interop.Protocol.Values;

/// <summary>Items of lists.</summary>
internal static class WireItems
{
    /// <summary>The items in one piece, to be read before the list changes.</summary>
    public static ReadOnlySpan<WireValue> Span(IReadOnlyList<WireValue> items) => items switch
    {
        List<WireValue> list => CollectionsMarshal.AsSpan(list),
        WireValue[] array => array,
        WireTable table => CollectionsMarshal.AsSpan(table.Maps),
        _ => items.ToArray(),
    };
}
