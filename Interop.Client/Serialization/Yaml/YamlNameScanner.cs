using System.Text;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Anchors, aliases, tags and directives.</summary>
internal sealed class YamlNameScanner(YamlSource source)
{
    private const string UriSigns = "-;/?:@&=+$,_.!~*'()[]%";

    public YamlToken Anchor()
    {
        var (start, kind) = (source.Mark, source.Peek() == '*' ? YamlTokenKind.Alias : YamlTokenKind.Anchor);
        source.Skip();
        var length = WordLength(0);
        if (length == 0)
        {
            throw source.Error("an anchor or alias has no name");
        }

        var name = source.Take(length);
        return YamlSource.IsBlankOrEnd(source.Peek()) || "?:,]}%@`".Contains(source.Peek(), StringComparison.Ordinal)
            ? new YamlToken(kind, start, name)
            : throw source.Error($"the name '{YamlError.Shortened(name)}' of an anchor or alias goes on with a character it cannot have");
    }

    public YamlToken Tag()
    {
        var start = source.Mark;
        var next = source.Peek(1);
        string? handle = null;
        var suffix = "!";
        if (next == '<')
        {
            source.Skip(2);
            suffix = Uri();
            if (source.Peek() != '>')
            {
                throw source.Error("a verbatim tag has no '>' at its end");
            }

            source.Skip();
        }
        else if (YamlSource.IsBlankOrEnd(next))
        {
            source.Skip();
        }
        else
        {
            handle = HasHandle() ? Handle() : source.Take(1);
            suffix = Uri();
        }

        return source.Peek() == ' ' || YamlSource.IsBreakOrEnd(source.Peek())
            ? new YamlToken(YamlTokenKind.Tag, start, suffix, handle)
            : throw source.Error("a tag is not followed by a blank");
    }

    /// <summary><c>%TAG</c> with handle and prefix; <c>%YAML</c> with <c>%</c> and the major version; any other with neither.</summary>
    public YamlToken Directive()
    {
        var start = source.Mark;
        source.Skip();
        var length = WordLength(0);
        var name = length == 0 ? throw source.Error("a directive has no name") : source.Take(length);
        ExpectBlank("the name of a directive");
        string? handle = null;
        var text = "";
        if (name == "YAML")
        {
            source.SkipBlanks();
            (handle, text) = ("%", Digits());
            if (source.Peek() != '.')
            {
                throw source.Error("the version of a %YAML directive is to be two numbers");
            }

            source.Skip();
            Digits();
            ExpectBlank("a %YAML directive");
        }
        else if (name == "TAG")
        {
            source.SkipBlanks();
            handle = Handle();
            if (source.Peek() != ' ')
            {
                throw source.Error("a %TAG directive has no prefix");
            }

            source.SkipBlanks();
            text = Uri();
            ExpectBlank("a %TAG directive");
        }
        else
        {
            while (!YamlSource.IsBreakOrEnd(source.Peek()))
            {
                source.Skip();
            }
        }

        EndLine();
        return new YamlToken(YamlTokenKind.Directive, start, text, handle);
    }

    private void EndLine()
    {
        source.SkipBlanks();
        while (source.Peek() == '#' || !YamlSource.IsBreakOrEnd(source.Peek()))
        {
            if (source.Peek() != '#')
            {
                throw source.Error("a directive is followed by something else on its line");
            }

            while (!YamlSource.IsBreakOrEnd(source.Peek()))
            {
                source.Skip();
            }
        }

        source.TakeBreak();
    }

    private string Digits()
    {
        var length = 0;
        while (char.IsAsciiDigit(source.Peek(length)))
        {
            length++;
        }

        return length is > 0 and < 10 ? source.Take(length) : throw source.Error("the version of a %YAML directive is no number");
    }

    private void ExpectBlank(string what)
    {
        if (source.Peek() != ' ' && !YamlSource.IsBreakOrEnd(source.Peek()))
        {
            throw source.Error($"{what} is not followed by a blank");
        }
    }

    // "!name!suffix" has a second sign before the next blank; "!suffix" has none.
    private bool HasHandle()
    {
        for (var i = 1; source.Peek(i) != ' ' && !YamlSource.IsBreakOrEnd(source.Peek(i)); i++)
        {
            if (source.Peek(i) == '!')
            {
                return true;
            }
        }

        return false;
    }

    private string Handle()
    {
        if (source.Peek() != '!')
        {
            throw source.Error("a tag handle begins with no '!'");
        }

        if (source.Peek(1) == ' ')
        {
            return source.Take(1);
        }

        var length = 1 + WordLength(1);
        return source.Peek(length) == '!' ? source.Take(length + 1) : throw source.Error("a tag handle ends with no '!'");
    }

    private string Uri()
    {
        var result = new StringBuilder();
        while (char.IsAsciiLetterOrDigit(source.Peek()) || UriSigns.Contains(source.Peek(), StringComparison.Ordinal))
        {
            if (source.Peek() == '%')
            {
                Escapes(result);
            }
            else
            {
                result.Append(source.Take(1));
            }
        }

        return result.Length > 0 ? result.ToString() : throw source.Error("a tag has no name");
    }

    private void Escapes(StringBuilder result)
    {
        var bytes = new List<byte>();
        while (source.Peek() == '%')
        {
            if (!char.IsAsciiHexDigit(source.Peek(1)) || !char.IsAsciiHexDigit(source.Peek(2)))
            {
                throw source.Error("an escape in a tag is not two hexadecimal digits");
            }

            source.Skip();
            bytes.AddRange(Convert.FromHexString(source.Take(2)));
        }

        try
        {
            result.Append(new UTF8Encoding(false, true).GetString([.. bytes]));
        }
        catch (DecoderFallbackException)
        {
            throw source.Error("the escapes in a tag are not UTF-8");
        }
    }

    private int WordLength(int from)
    {
        var at = from;
        while (YamlSource.IsWord(source.Peek(at)))
        {
            at++;
        }

        return at - from;
    }
}
