using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleEmitter
{
    private const int ShortestNamed = 3;
    private const int LongestNamed = 64;

    private void Text(string text)
    {
        if (_protocol == 0)
        {
            RawUnicodeEscape(text);
            return;
        }

        // The length comes first; where not all is ASCII, the transcoder tells it afterwards.
        var isShort = _protocol >= 4 && text.Length * 3 <= byte.MaxValue;
        if (isShort)
        {
            var room = Reserve(text.Length + 2);
            room[0] = PickleOpcode.ShortBinUnicode;
            room[1] = (byte)text.Length;
            if (System.Text.Ascii.FromUtf16(text, room[2..], out _) == OperationStatus.Done)
            {
                return;
            }

            _used -= text.Length;
            var at = _used;
            Utf8(text);
            _buffer[at - 1] = (byte)(_used - at);
        }
        else
        {
            Op(PickleOpcode.BinUnicode);
            var at = _used;
            Int32(0);
            Utf8(text);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(at), _used - at - 4);
        }
    }

    /// <summary>A text that is likely to come again, such as a key of one map among many: the second time it is a reference.</summary>
    private void Name(string text)
    {
        if (text.Length is < ShortestNamed or > LongestNamed)
        {
            Text(text);
            return;
        }

        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _names ??= new(StringComparer.Ordinal), text, out var isKnown);
        if (isKnown)
        {
            Get(index);
            return;
        }

        Text(text);
        index = Put();
    }

    // Lone surrogates go out as three bytes each, Python's surrogatepass.
    private void Utf8(scoped ReadOnlySpan<char> text)
    {
        var room = Reserve(checked(text.Length * 3));
        _used -= room.Length;
        while (!text.IsEmpty)
        {
            var status = System.Text.Unicode.Utf8.FromUtf16(text, room, out var read, out var written, replaceInvalidSequences: false);
            _used += written;
            text = text[read..];
            room = room[written..];
            if (status == OperationStatus.Done)
            {
                break;
            }

            var unit = text[0];
            (room[0], room[1], room[2]) =
                ((byte)(0xe0 | (unit >> 12)), (byte)(0x80 | ((unit >> 6) & 0x3f)), (byte)(0x80 | (unit & 0x3f)));
            _used += 3;
            text = text[1..];
            room = room[3..];
        }
    }

    // What would end the line or begin an escape, and all beyond Latin-1, is escaped.
    private void RawUnicodeEscape(string text)
    {
        Op(PickleOpcode.Unicode);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (Rune.TryGetRuneAt(text, i, out var rune) && rune.Utf16SequenceLength == 2)
            {
                Ascii($"\\U{rune.Value:x8}");
                i++;
            }
            else if (unit is '\\' or '\0' or '\n' or '\r' or '\x1a' or > '\u00ff')
            {
                Ascii($"\\u{(int)unit:x4}");
            }
            else
            {
                Op((byte)unit);
            }
        }

        Op((byte)'\n');
    }

    private void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (_protocol < 3)
        {
            LegacyBytes(bytes);
        }
        else if (bytes.Length <= byte.MaxValue)
        {
            Op(PickleOpcode.ShortBinBytes);
            Op((byte)bytes.Length);
            Raw(bytes);
        }
        else
        {
            Op(PickleOpcode.BinBytes);
            Int32(bytes.Length);
            Raw(bytes);
        }
    }

    // _codecs.encode(text, "latin1"); what is empty is bytes()
    private void LegacyBytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Global(Builtin("bytes"));
            EmptyTuple();
        }
        else
        {
            Global(CodecsEncode);
            BeginTuple(2);
            Text(Encoding.Latin1.GetString(bytes));
            Text("latin1");
            EndTuple(2);
        }

        Op(PickleOpcode.Reduce);
    }

    private void ByteArray(scoped ReadOnlySpan<byte> bytes)
    {
        if (_protocol >= 5)
        {
            Op(PickleOpcode.ByteArray8);
            Int64(bytes.Length);
            Raw(bytes);
            return;
        }

        Global(Builtin("bytearray"));
        BeginTuple(1);
        Bytes(bytes);
        EndTuple(1);
        Op(PickleOpcode.Reduce);
    }
}
