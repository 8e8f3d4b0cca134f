using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Unicode;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>The text forms of pickles.</summary>
internal static class PickleText
{
    private const int Slots = 1 << 10;
    private const int LongestCached = 32;

    // Direct mapped: a collision replaces the older text, so hostile input costs a miss, never memory. Ids are longer than what is
    // kept, so that they do not drive out the names.
    private static readonly Entry?[] Cache = new Entry?[Slots];

    /// <summary>As <see cref="Decode"/>, for what is likely to come again in the next pickle, such as a key: one text object then.</summary>
    public static string? DecodeName(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestCached)
        {
            return Decode(utf8);
        }

        if (utf8.IsEmpty)
        {
            return "";
        }

        ref var slot = ref Cache[SlotOf(utf8)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && utf8.SequenceEqual(entry.Utf8))
        {
            return entry.Text;
        }

        if (Decode(utf8) is not { } text)
        {
            return null;
        }

        Volatile.Write(ref slot, new Entry(utf8.ToArray(), text));
        return text;
    }

    /// <summary>UTF-8 with lone surrogates let through (Python's <c>surrogatepass</c>); null when it is damaged.</summary>
    public static string? Decode(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8))
        {
            return string.Create(utf8.Length, utf8, static (text, bytes) => Ascii.ToUtf16(bytes, text, out _));
        }

        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            var used = 0;
            while (!utf8.IsEmpty)
            {
                var status = Utf8.ToUtf16(utf8, rented.AsSpan(used), out var read, out var written, replaceInvalidSequences: false);
                used += written;
                utf8 = utf8[read..];
                if (status == OperationStatus.Done)
                {
                    break;
                }

                if (utf8 is not [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..])
                {
                    return null;
                }

                rented[used++] = (char)(0xd000 | ((utf8[1] & 0x3f) << 6) | (utf8[2] & 0x3f));
                utf8 = utf8[3..];
            }

            return new string(rented, 0, used);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>A Python 2 <c>str</c> by a rule.</summary>
    public static WireValue DecodeLegacy(ReadOnlySpan<byte> bytes, PickleLegacyText rule) => rule switch
    {
        PickleLegacyText.Bytes => WireValue.Bytes(bytes.ToArray()),
        PickleLegacyText.Latin1 => WireValue.String(Encoding.Latin1.GetString(bytes)),
        _ when Ascii.IsValid(bytes) => WireValue.String(Decode(bytes)),
        PickleLegacyText.Utf8 when Utf8.IsValid(bytes) => WireValue.String(Decode(bytes)),
        _ => WireValue.LegacyString(bytes.ToArray()),
    };

    /// <summary>The bytes of a quoted Python 2 literal; null when it is none.</summary>
    public static byte[]? Unquote(ReadOnlySpan<byte> literal)
    {
        literal = literal.TrimEnd(" \t\r"u8);
        if (literal.Length < 2 || literal[0] != literal[^1] || literal[0] is not ((byte)'\'' or (byte)'"'))
        {
            return null;
        }

        literal = literal[1..^1];
        var bytes = new byte[literal.Length];
        var used = 0;
        for (var i = 0; i < literal.Length; i++)
        {
            if (literal[i] != (byte)'\\')
            {
                bytes[used++] = literal[i];
                continue;
            }

            if (++i == literal.Length)
            {
                return null;
            }

            var escape = literal[i];
            if (escape == (byte)'x')
            {
                if (i + 2 >= literal.Length || !TryHex(literal.Slice(i + 1, 2), out var code))
                {
                    return null;
                }

                bytes[used++] = (byte)code;
                i += 2;
            }
            else if (escape is >= (byte)'0' and <= (byte)'7')
            {
                var code = 0;
                var end = Math.Min(i + 3, literal.Length);
                for (; i < end && literal[i] is >= (byte)'0' and <= (byte)'7'; i++)
                {
                    code = code * 8 + literal[i] - '0';
                }

                bytes[used++] = (byte)code;
                i--;
            }
            else
            {
                var at = "\\'\"abfnrtv"u8.IndexOf(escape);
                if (at < 0)
                {
                    bytes[used++] = (byte)'\\';
                }

                bytes[used++] = at < 0 ? escape : "\\'\"\a\b\f\n\r\t\v"u8[at];
            }
        }

        return bytes[..used];
    }

    /// <summary>Latin-1 with <c>\uXXXX</c> and <c>\UXXXXXXXX</c>; null when an escape is broken.</summary>
    public static string? RawUnicodeEscape(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.Latin1.GetString(raw);
        }

        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            text.Append((char)raw[i]);
            if (raw[i] != (byte)'\\' || i + 1 >= raw.Length)
            {
                continue;
            }

            var size = raw[++i] switch { (byte)'u' => 4, (byte)'U' => 8, _ => 0 };
            if (size == 0)
            {
                text.Append((char)raw[i]);
                continue;
            }

            if (i + size >= raw.Length || !TryHex(raw.Slice(i + 1, size), out var code) || code > 0x10ffff)
            {
                return null;
            }

            text.Length--;
            i += size;
            _ = code > 0xffff ? text.Append(char.ConvertFromUtf32((int)code)) : text.Append((char)code);
        }

        return text.ToString();
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out uint value) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    // Names differ in their length and at their ends; hashing the whole of them would cost as much as reading them.
    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        ulong first, last;
        if (utf8.Length >= 8)
        {
            first = BitConverter.ToUInt64(utf8);
            last = BitConverter.ToUInt64(utf8[^8..]);
        }
        else
        {
            first = last = 0;
            foreach (var unit in utf8)
            {
                first = (first << 8) | unit;
            }
        }

        // The upper bits of a product depend on all bits of its factors.
        var hash = (first ^ BitOperations.RotateLeft(last, 29) ^ (ulong)utf8.Length) * 0x9e3779b97f4a7c15;
        return (int)(hash >> 54);
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
