using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Yaml;

/// <summary>The text and the place in it. Source: PyYAML <c>reader.py</c>.</summary>
internal sealed class YamlSource(string text)
{
    private int _at;
    private int _index;
    private int _line;

    public int Column { get; private set; }

    public YamlMark Mark => new(_index, _line, Column);

    /// <summary>A character ahead; NUL beyond the end, which no document may hold.</summary>
    public char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    public bool StartsWith(string prefix) => string.CompareOrdinal(text, _at, prefix, 0, prefix.Length) == 0;

    public void Skip(int count = 1)
    {
        for (; count > 0; count--)
        {
            var c = Peek();
            _at++;
            if (char.IsLowSurrogate(c))
            {
                continue;
            }

            _index++;
            if (c is '\n' or '\x85' or '\u2028' or '\u2029' || c == '\r' && Peek() != '\n')
            {
                _line++;
                Column = 0;
            }
            else if (c != '\ufeff')
            {
                Column++;
            }
        }
    }

    public string Take(int count)
    {
        var taken = text.Substring(_at, count);
        Skip(count);
        return taken;
    }

    public void SkipBlanks()
    {
        while (Peek() == ' ')
        {
            Skip();
        }
    }

    /// <summary>Skips a line break, if there is one, and gives it as YAML reads it: a line feed, or one of the two separators.</summary>
    public string TakeBreak()
    {
        switch (Peek())
        {
            case '\r' when Peek(1) == '\n':
                Skip(2);
                return "\n";
            case '\r' or '\n' or '\x85':
                Skip();
                return "\n";
            case '\u2028' or '\u2029':
                return Take(1);
            default:
                return "";
        }
    }

    /// <summary>True at <c>---</c> or <c>...</c> that ends whatever stands before it; asked at the start of a line only.</summary>
    public bool AtSeparator() => (StartsWith("---") || StartsWith("...")) && IsBlankOrEnd(Peek(3));

    public MessageDecodeException Error(string what) => new($"The text is no YAML: {what}{YamlError.At(Mark)}.");

    public static bool IsBreak(char c) => c is '\r' or '\n' or '\x85' or '\u2028' or '\u2029';

    public static bool IsBreakOrEnd(char c) => c == '\0' || IsBreak(c);

    public static bool IsBlankOrEnd(char c) => c is ' ' or '\t' || IsBreakOrEnd(c);

    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
