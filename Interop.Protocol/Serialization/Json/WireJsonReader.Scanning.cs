using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Json;

public ref partial struct WireJsonReader
{
    private const int ShortText = 64;

    private static readonly SearchValues<byte> StringStops =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    // Reads the string whose opening quote stands at an offset, and returns the offset behind the closing one.
    private int ReadString(int at)
    {
        var json = _json;
        var start = at + 1;
        var end = start + PlainLength(json[start..]);
        var escaped = (uint)end >= (uint)json.Length || json[end] != (byte)'"';
        TokenStart = at;
        _valueStart = start;
        ValueIsEscaped = escaped;
        if (escaped)
        {
            end = EndOfEscaped(end);
        }

        _valueEnd = end;
        return end + 1;
    }

    // How many bytes come before the first quote, backslash or control character.
    private static int PlainLength(ReadOnlySpan<byte> text)
    {
        // Most strings end within these bytes, sooner than a search that is made for long texts gets going.
        var known = 0;
        for (; known < ShortText && text.Length - known >= Vector128<byte>.Count; known += Vector128<byte>.Count)
        {
            var next = Vector128.Create(text.Slice(known, Vector128<byte>.Count));
            var stops = Vector128.Equals(next, Vector128.Create((byte)'"')) | Vector128.Equals(next, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(next, Vector128.Create((byte)' '));
            if (stops.ExtractMostSignificantBits() is not 0 and var found)
            {
                return known + BitOperations.TrailingZeroCount(found);
            }
        }

        var more = text[known..].IndexOfAny(StringStops);
        return more < 0 ? text.Length : known + more;
    }

    // Escapes are checked here, so that a value which is only skipped is known to be readable later.
    private int EndOfEscaped(int at)
    {
        while (true)
        {
            if (at >= _json.Length)
            {
                throw Fault("A string is not closed", at);
            }

            switch (_json[at])
            {
                case (byte)'"':
                    return at;
                case (byte)'\\' when at + 1 < _json.Length:
                    at += EscapeLength(at);
                    break;
                default:
                    throw Fault("Invalid control character in a string", at);
            }

            at += PlainLength(_json[at..]);
        }
    }

    private readonly int EscapeLength(int at)
    {
        var escape = _json[at + 1];
        if (escape == (byte)'u')
        {
            HexEscape(_json[(at + 2)..], out var used);
            return used;
        }

        return "\"\\/bfnrt"u8.Contains(escape)
            ? 2
            : throw new MessageDecodeException($"The string at byte {TokenStart} has an invalid escape.", TokenStart);
    }

    // number = [-] ( "Infinity" / int [ "." digits ] [ e [+-] digits ] )
    private void ReadNumber(int start)
    {
        var at = start;
        if (_json[at] == (byte)'-')
        {
            at++;
            if (_json[at..].StartsWith("Infinity"u8))
            {
                Finish(start, at + 8, WireJsonToken.Float);
                return;
            }
        }

        var digits = Digits(at);
        if (digits == 0 || (digits > 1 && _json[at] == (byte)'0'))
        {
            throw Fault("Expected a JSON value", start);
        }

        at += digits;
        var token = WireJsonToken.Integer;
        if (at < _json.Length && _json[at] == (byte)'.' && Digits(at + 1) is > 0 and var fraction)
        {
            at += 1 + fraction;
            token = WireJsonToken.Float;
        }

        if (at < _json.Length && _json[at] is (byte)'e' or (byte)'E')
        {
            var sign = at + 1 < _json.Length && _json[at + 1] is (byte)'+' or (byte)'-' ? 1 : 0;
            if (Digits(at + 1 + sign) is > 0 and var exponent)
            {
                at += 1 + sign + exponent;
                token = WireJsonToken.Float;
            }
        }

        Finish(start, at, token);
    }

    private readonly int Digits(int from)
    {
        var at = from;
        while (at < _json.Length && _json[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at - from;
    }
}
