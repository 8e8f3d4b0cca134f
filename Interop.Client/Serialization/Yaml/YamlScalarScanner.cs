using System.Globalization;
using System.Text;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Scalars of all five styles, lines folded and escapes resolved.</summary>
internal sealed class YamlScalarScanner(YamlSource source)
{
    /// <summary>A scalar without quotes.</summary>
    /// <param name="indent">Column of the collection it stands in; lines that go on must be further in.</param>
    /// <param name="inFlow">True between brackets.</param>
    /// <param name="brokeLine">True when line breaks were skipped behind it: a key may follow.</param>
    public YamlToken Plain(int indent, bool inFlow, out bool brokeLine)
    {
        var start = source.Mark;
        var result = new StringBuilder();
        var blanks = "";
        brokeLine = false;
        while (source.Peek() != '#')
        {
            var length = 0;
            while (!EndsPlain(length, inFlow))
            {
                length++;
            }

            if (length == 0)
            {
                break;
            }

            brokeLine = false;
            result.Append(blanks).Append(source.Take(length));
            blanks = PlainBlanks(ref brokeLine);
            if (blanks.Length == 0 || !inFlow && source.Column <= indent)
            {
                break;
            }
        }

        return new YamlToken(YamlTokenKind.Plain, start, result.ToString());
    }

    /// <summary>A scalar in single or double quotes.</summary>
    public YamlToken Quoted()
    {
        var (start, quote) = (source.Mark, source.Peek());
        var result = new StringBuilder();
        source.Skip();
        QuotedText(result, quote);
        while (source.Peek() != quote)
        {
            QuotedBlanks(result);
            QuotedText(result, quote);
        }

        source.Skip();
        return new YamlToken(YamlTokenKind.Quoted, start, result.ToString());
    }

    /// <summary>A scalar below <c>|</c> (line by line) or <c>&gt;</c> (folded).</summary>
    public YamlToken Block(int indent)
    {
        var (start, isFolded) = (source.Mark, source.Peek() == '>');
        source.Skip();
        var (keep, increment) = BlockHeader();
        var least = Math.Max(indent + 1, 1);
        var breaks = new StringBuilder();
        var column = least + increment - 1;
        if (increment == 0)
        {
            column = Math.Max(least, BlockIndentation(breaks));
        }
        else
        {
            BlockBreaks(breaks, column);
        }

        var result = new StringBuilder();
        var lineBreak = "";
        while (source.Column == column && source.Peek() != '\0')
        {
            result.Append(breaks);
            var beginsWithBlank = source.Peek() is ' ' or '\t';
            var length = 0;
            while (!YamlSource.IsBreakOrEnd(source.Peek(length)))
            {
                length++;
            }

            result.Append(source.Take(length));
            lineBreak = source.TakeBreak();
            BlockBreaks(breaks.Clear(), column);
            if (source.Column != column || source.Peek() == '\0')
            {
                break;
            }

            var folds = isFolded && lineBreak == "\n" && !beginsWithBlank && source.Peek() is not (' ' or '\t');
            result.Append(!folds ? lineBreak : breaks.Length == 0 ? " " : "");
        }

        result.Append(keep == false ? "" : lineBreak).Append(keep == true ? breaks.ToString() : "");
        return new YamlToken(YamlTokenKind.Quoted, start, result.ToString());
    }

    private bool EndsPlain(int at, bool inFlow)
    {
        var c = source.Peek(at);
        var next = source.Peek(at + 1);
        return YamlSource.IsBlankOrEnd(c)
            || c == ':' && (YamlSource.IsBlankOrEnd(next) || inFlow && ",[]{}".Contains(next, StringComparison.Ordinal))
            || inFlow && ",?[]{}".Contains(c, StringComparison.Ordinal);
    }

    // What stands between two words, folded; nothing when the scalar ends here.
    private string PlainBlanks(ref bool brokeLine)
    {
        var length = 0;
        while (source.Peek(length) == ' ')
        {
            length++;
        }

        var blanks = source.Take(length);
        if (!YamlSource.IsBreak(source.Peek()))
        {
            return blanks;
        }

        var first = source.TakeBreak();
        brokeLine = true;
        var breaks = new StringBuilder();
        if (source.AtSeparator())
        {
            return "";
        }

        while (source.Peek() == ' ' || YamlSource.IsBreak(source.Peek()))
        {
            if (source.Peek() == ' ')
            {
                source.Skip();
                continue;
            }

            breaks.Append(source.TakeBreak());
            if (source.AtSeparator())
            {
                return "";
            }
        }

        return Folded(first, breaks);
    }

    private void QuotedText(StringBuilder result, char quote)
    {
        while (true)
        {
            var c = source.Peek();
            if (c == '\'' && quote == '\'' && source.Peek(1) == '\'')
            {
                result.Append('\'');
                source.Skip(2);
            }
            else if (c == quote || YamlSource.IsBlankOrEnd(c))
            {
                return;
            }
            else if (c == '\\' && quote == '"')
            {
                source.Skip();
                Escape(result);
            }
            else
            {
                result.Append(c);
                source.Skip();
            }
        }
    }

    private void QuotedBlanks(StringBuilder result)
    {
        var length = 0;
        while (source.Peek(length) is ' ' or '\t')
        {
            length++;
        }

        var blanks = source.Take(length);
        if (source.Peek() == '\0')
        {
            throw source.Error("a quoted scalar does not end");
        }

        if (!YamlSource.IsBreak(source.Peek()))
        {
            result.Append(blanks);
            return;
        }

        var first = source.TakeBreak();
        result.Append(Folded(first, QuotedBreaks()));
    }

    private StringBuilder QuotedBreaks()
    {
        var breaks = new StringBuilder();
        while (true)
        {
            if (source.AtSeparator())
            {
                throw source.Error("a document ends within a quoted scalar");
            }

            while (source.Peek() is ' ' or '\t')
            {
                source.Skip();
            }

            if (!YamlSource.IsBreak(source.Peek()))
            {
                return breaks;
            }

            breaks.Append(source.TakeBreak());
        }
    }

    private void Escape(StringBuilder result)
    {
        var c = source.Peek();
        if (YamlSource.IsBreak(c))
        {
            source.TakeBreak();
            result.Append(QuotedBreaks());
            return;
        }

        var digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            result.Append(Escaped(c));
            source.Skip();
            return;
        }

        source.Skip();
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(source.Peek(i)))
            {
                throw source.Error($"an escape in a quoted scalar is not {digits} hexadecimal digits");
            }
        }

        var code = uint.Parse(source.Take(digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _ = code switch
        {
            <= char.MaxValue => result.Append((char)code),
            <= 0x10ffff => result.Append(char.ConvertFromUtf32((int)code)),
            _ => throw source.Error($"there is no character U+{code:X8}"),
        };
    }

    private char Escaped(char c) => c switch
    {
        '0' => '\0',
        'a' => '\a',
        'b' => '\b',
        't' or '\t' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        'e' => '\e',
        ' ' or '"' or '\\' or '/' => c,
        'N' => '\x85',
        '_' => '\xa0',
        'L' => '\u2028',
        'P' => '\u2029',
        _ => throw source.Error($"a quoted scalar has an escape that there is not, U+{(int)c:X4}"),
    };

    // Chomping: true keeps the last breaks, false drops them. An increment of zero: to be found out.
    private (bool? Keep, int Increment) BlockHeader()
    {
        bool? keep = null;
        var increment = 0;
        for (var i = 0; i < 2; i++)
        {
            var c = source.Peek();
            if (c is '+' or '-' && keep is null)
            {
                keep = c == '+';
            }
            else if (char.IsAsciiDigit(c) && increment == 0)
            {
                increment = c > '0' ? c - '0' : throw source.Error("the indentation of a block scalar is 1 to 9");
            }
            else
            {
                break;
            }

            source.Skip();
        }

        if (source.Peek() != ' ' && !YamlSource.IsBreakOrEnd(source.Peek()))
        {
            throw source.Error("the first line of a block scalar holds something else");
        }

        source.SkipBlanks();
        while (source.Peek() == '#' || !YamlSource.IsBreakOrEnd(source.Peek()))
        {
            if (source.Peek() != '#')
            {
                throw source.Error("the first line of a block scalar holds something else");
            }

            while (!YamlSource.IsBreakOrEnd(source.Peek()))
            {
                source.Skip();
            }
        }

        source.TakeBreak();
        return (keep, increment);
    }

    private int BlockIndentation(StringBuilder breaks)
    {
        var most = 0;
        while (source.Peek() == ' ' || YamlSource.IsBreak(source.Peek()))
        {
            if (source.Peek() == ' ')
            {
                source.Skip();
                most = Math.Max(most, source.Column);
            }
            else
            {
                breaks.Append(source.TakeBreak());
            }
        }

        return most;
    }

    private void BlockBreaks(StringBuilder breaks, int column)
    {
        while (true)
        {
            while (source.Column < column && source.Peek() == ' ')
            {
                source.Skip();
            }

            if (!YamlSource.IsBreak(source.Peek()))
            {
                return;
            }

            breaks.Append(source.TakeBreak());
        }
    }

    // One break is a blank, more of them are one less.
    private static string Folded(string first, StringBuilder rest) =>
        first != "\n" ? first + rest : rest.Length == 0 ? " " : rest.ToString();
}
