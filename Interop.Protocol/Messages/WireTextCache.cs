using System.Text;

namespace Interop.Protocol.Messages;

/// <summary>Strings that nearly every message repeats (content types, task names, queues, origins), so that reading one allocates none of them.</summary>
/// <remarks>Direct mapped and of fixed size: a collision replaces the older text, so hostile input costs a miss, never memory.
/// Thread safe, because an entry is immutable and a slot is one reference.</remarks>
internal static class WireTextCache
{
    private const int Slots = 512;
    private const int MaxLength = 64;

    private static readonly Entry?[] Entries = new Entry?[Slots];
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>The text of some UTF-8, from the cache when it was seen lately.</summary>
    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > MaxLength)
        {
            return StrictUtf8.GetString(utf8);
        }

        ref var slot = ref Entries[Hash(utf8) % Slots];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8))
        {
            return entry.Text;
        }

        entry = new Entry(utf8.ToArray(), StrictUtf8.GetString(utf8));
        Volatile.Write(ref slot, entry);
        return entry.Text;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var unit in utf8)
        {
            hash = (hash ^ unit) * 16777619;
        }

        return hash ^ (hash >> 15);
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
