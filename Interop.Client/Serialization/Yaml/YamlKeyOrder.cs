using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>The order <c>safe_dump</c> writes pairs in: sorted where Python can compare all keys, else as they are.</summary>
internal static class YamlKeyOrder
{
    public static KeyValuePair<WireValue, WireValue>[] Sort(KeyValuePair<WireValue, WireValue>[] pairs)
    {
        if (pairs.Length < 2)
        {
            return pairs;
        }

        return pairs[0].Key.Kind switch
        {
            WireKind.String when All(pairs, WireKind.String) => [.. pairs.OrderBy(pair => pair.Key.AsString(), CodePoints)],
            WireKind.Integer when All(pairs, WireKind.Integer) => [.. pairs.OrderBy(pair => pair.Key.AsBigInteger())],
            WireKind.Date when All(pairs, WireKind.Date) => [.. pairs.OrderBy(pair => pair.Key.AsDate())],
            WireKind.Bytes when All(pairs, WireKind.Bytes) => [.. pairs.OrderBy(pair => pair.Key.AsBytes(), Octets)],
            _ => pairs,
        };
    }

    private static Comparer<string> CodePoints { get; } = Comparer<string>.Create((left, right) =>
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        return at == left.Length || at == right.Length
            ? left.Length - right.Length
            : Weight(left[at]) - Weight(right[at]);
    });

    private static Comparer<ReadOnlyMemory<byte>> Octets { get; } =
        Comparer<ReadOnlyMemory<byte>>.Create((left, right) => left.Span.SequenceCompareTo(right.Span));

    // Surrogates stand for code points above all others.
    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;

    private static bool All(KeyValuePair<WireValue, WireValue>[] pairs, WireKind kind) => Array.TrueForAll(pairs, pair => pair.Key.Kind == kind);
}
