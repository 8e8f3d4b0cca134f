using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Interop.Protocol.Text;

namespace Interop.Protocol.Messages;

/// <summary>Strings that nearly every message repeats (content types, task names, queues, origins), so that reading one allocates none of them.</summary>
/// <remarks>Of fixed size: a text has two slots, and the older of two others gives way to it, so hostile input costs a miss, never
/// memory. Thread safe, because an entry is immutable and a slot is one reference.</remarks>
internal static class WireTextCache
{
    private const int Slots = 512;
    private const int MaxLength = 64;

    private static readonly Entry?[] Entries = new Entry?[Slots];

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

        var at = (int)(Hash(utf8) % (Slots / 2)) * 2;
        ref var newer = ref Entries[at];
        ref var older = ref Entries[at + 1];
        var entry = Volatile.Read(ref newer);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8))
        {
            return entry.Text;
        }

        var replaced = entry;
        entry = Volatile.Read(ref older);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8))
        {
            return entry.Text;
        }

        entry = new Entry(utf8.ToArray(), StrictUtf8.GetString(utf8));
        Volatile.Write(ref older, replaced);
        Volatile.Write(ref newer, entry);
        return entry.Text;
    }

    // Length, start and end tell apart what one application sends; whether two texts are the same is decided by comparing them.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        ulong start, end;
        if (utf8.Length >= sizeof(ulong))
        {
            start = BinaryPrimitives.ReadUInt64LittleEndian(utf8);
            end = BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..]);
        }
        else
        {
            start = utf8[0];
            end = 0;
            foreach (var unit in utf8)
            {
                end = (end << 8) | unit;
            }
        }

        var hash = (start ^ BitOperations.RotateLeft(end, 29) ^ (ulong)utf8.Length) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32);
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
