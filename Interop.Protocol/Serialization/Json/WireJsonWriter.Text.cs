using System.Buffers;
using System.Text;

namespace Interop.Protocol.Serialization.Json;

public ref partial struct WireJsonWriter
{
    private const int RunLength = 4096;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(i => (char)i).Where(c => c is not ('"' or '\\'))]);

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    // ensure_ascii: everything outside 0x20..0x7e, the quote and the backslash are escaped; non-BMP as two units.
    private void Escaped(scoped ReadOnlySpan<char> text)
    {
        Reserve(Math.Min(text.Length, RunLength) + 2);
        _span[_used++] = (byte)'"';
        while (true)
        {
            var run = text.IndexOfAnyExcept(Plain);
            PlainRun(run < 0 ? text : text[..run]);
            if (run < 0)
            {
                break;
            }

            text = text[run..];
            do
            {
                EscapedUnit(text[0]);
                text = text[1..];
            }
            while (!text.IsEmpty && !Plain.Contains(text[0]));
        }

        Reserve(1);
        _span[_used++] = (byte)'"';
    }

    private void PlainRun(scoped ReadOnlySpan<char> run)
    {
        while (!run.IsEmpty)
        {
            var part = run[..Math.Min(run.Length, RunLength)];
            Reserve(part.Length);
            Ascii.FromUtf16(part, _span[_used..], out var written);
            _used += written;
            run = run[part.Length..];
        }
    }

    private void EscapedUnit(char unit)
    {
        Reserve(6);
        var span = _span[_used..];
        span[0] = (byte)'\\';
        var shortForm = unit switch
        {
            '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => 'u',
        };
        span[1] = (byte)shortForm;
        if (shortForm != 'u')
        {
            _used += 2;
            return;
        }

        span[2] = HexDigits[unit >> 12];
        span[3] = HexDigits[(unit >> 8) & 15];
        span[4] = HexDigits[(unit >> 4) & 15];
        span[5] = HexDigits[unit & 15];
        _used += 6;
    }
}
