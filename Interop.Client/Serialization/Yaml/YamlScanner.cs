namespace Interop.Client.Serialization.Yaml;

/// <summary>Text to tokens, by the rules of PyYAML, which are those of YAML 1.1 with a few of its own: no tabs between tokens,
/// <c>?</c> and <c>:</c> in flow context, keys of 1024 characters. Source: <c>scanner.py</c>.</summary>
/// <remarks>A key is known only by the colon behind it. Until then its place is remembered, one for each flow level; the
/// tokens that mark it are put in afterwards, which is why the queue is kept as long as its first token may be a key.</remarks>
internal sealed class YamlScanner(YamlSource source)
{
    private const int MaxKeyLength = 1024;

    private readonly YamlScalarScanner _scalars = new(source);
    private readonly YamlNameScanner _names = new(source);
    private readonly List<YamlToken> _tokens = [];
    private readonly List<(int Level, int Token, bool Required, YamlMark Mark)> _keys = [];
    private readonly Stack<int> _indents = [];
    private int _head;
    private int _taken;
    private int _indent = -1;
    private int _level;
    private bool _keyAllowed = true;
    private bool _done;

    /// <summary>The next token, left where it is.</summary>
    public YamlToken Peek()
    {
        while (!_done && (_head == _tokens.Count || FirstMayBeKey()))
        {
            Fetch();
        }

        return _tokens[_head];
    }

    /// <summary>The next token. Not to be asked for again after the end of the stream.</summary>
    public YamlToken Take()
    {
        var token = Peek();
        _taken++;
        if (++_head > 256)
        {
            _tokens.RemoveRange(0, _head);
            _head = 0;
        }

        return token;
    }

    private void Fetch()
    {
        SkipToToken();
        DropStaleKeys();
        Unwind(source.Column);
        var c = source.Peek();
        switch (c)
        {
            case '\0':
                Unwind(-1);
                DropKey();
                Add(YamlTokenKind.StreamEnd);
                _done = true;
                break;
            case '%' when source.Column == 0:
                Boundary();
                _tokens.Add(_names.Directive());
                break;
            case '-' or '.' when source.Column == 0 && source.AtSeparator():
                Boundary();
                Add(c == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd, 3);
                break;
            case '[' or '{':
                SaveKey();
                _level++;
                _keyAllowed = true;
                Add(c == '[' ? YamlTokenKind.FlowSequenceStart : YamlTokenKind.FlowMappingStart, 1);
                break;
            case ']' or '}' when _level == 0:
                throw source.Error($"'{c}' closes nothing");
            case ']' or '}':
                DropKey();
                _level--;
                _keyAllowed = false;
                Add(c == ']' ? YamlTokenKind.FlowSequenceEnd : YamlTokenKind.FlowMappingEnd, 1);
                break;
            case ',':
                _keyAllowed = true;
                DropKey();
                Add(YamlTokenKind.FlowEntry, 1);
                break;
            case '-' when YamlSource.IsBlankOrEnd(source.Peek(1)):
                BlockItem(YamlTokenKind.BlockEntry, YamlTokenKind.BlockSequenceStart, "a list item cannot stand here");
                break;
            case '?' when _level > 0 || YamlSource.IsBlankOrEnd(source.Peek(1)):
                BlockItem(YamlTokenKind.Key, YamlTokenKind.BlockMappingStart, "a mapping key cannot stand here");
                break;
            case ':' when _level > 0 || YamlSource.IsBlankOrEnd(source.Peek(1)):
                Value();
                break;
            default:
                Content(c);
                break;
        }
    }

    private void Content(char c)
    {
        switch (c)
        {
            case '*' or '&':
                SaveKey();
                _keyAllowed = false;
                _tokens.Add(_names.Anchor());
                break;
            case '!':
                SaveKey();
                _keyAllowed = false;
                _tokens.Add(_names.Tag());
                break;
            case '|' or '>' when _level == 0:
                _keyAllowed = true;
                DropKey();
                _tokens.Add(_scalars.Block(_indent));
                break;
            case '\'' or '"':
                SaveKey();
                _keyAllowed = false;
                _tokens.Add(_scalars.Quoted());
                break;
            default:
                if (!BeginsPlain(c))
                {
                    throw source.Error($"the character U+{(int)c:X4} cannot begin a token");
                }

                SaveKey();
                _keyAllowed = false;
                _tokens.Add(_scalars.Plain(_indent, _level > 0, out var brokeLine));
                _keyAllowed = brokeLine;
                break;
        }
    }

    private bool BeginsPlain(char c) =>
        !YamlSource.IsBlankOrEnd(c) && !"-?:,[]{}#&*!|>'\"%@`".Contains(c, StringComparison.Ordinal)
        || !YamlSource.IsBlankOrEnd(source.Peek(1)) && (c == '-' || _level == 0 && c is '?' or ':');

    // "- " and "? ": they may open a collection, and a key may follow them at once.
    private void BlockItem(YamlTokenKind kind, YamlTokenKind opening, string misplaced)
    {
        if (_level == 0)
        {
            if (!_keyAllowed)
            {
                throw source.Error(misplaced);
            }

            Indent(source.Column, source.Mark, opening, _tokens.Count);
        }

        _keyAllowed = kind == YamlTokenKind.BlockEntry || _level == 0;
        DropKey();
        Add(kind, 1);
    }

    private void Value()
    {
        if (_keys.Count > 0 && _keys[^1].Level == _level)
        {
            var (_, token, _, mark) = _keys[^1];
            _keys.RemoveAt(_keys.Count - 1);
            var at = token - _taken + _head;
            _tokens.Insert(at, new YamlToken(YamlTokenKind.Key, mark));
            if (_level == 0)
            {
                Indent(mark.Column, mark, YamlTokenKind.BlockMappingStart, at);
            }

            _keyAllowed = false;
        }
        else
        {
            if (_level == 0)
            {
                if (!_keyAllowed)
                {
                    throw source.Error("a mapping value cannot stand here");
                }

                Indent(source.Column, source.Mark, YamlTokenKind.BlockMappingStart, _tokens.Count);
            }

            _keyAllowed = _level == 0;
            DropKey();
        }

        Add(YamlTokenKind.Value, 1);
    }

    private void SkipToToken()
    {
        if (source.Mark.Index == 0 && source.Peek() == '\ufeff')
        {
            source.Skip();
        }

        while (true)
        {
            source.SkipBlanks();
            if (source.Peek() == '#')
            {
                while (!YamlSource.IsBreakOrEnd(source.Peek()))
                {
                    source.Skip();
                }
            }

            if (source.TakeBreak().Length == 0)
            {
                return;
            }

            _keyAllowed |= _level == 0;
        }
    }

    private void Boundary()
    {
        Unwind(-1);
        DropKey();
        _keyAllowed = false;
    }

    private bool FirstMayBeKey()
    {
        DropStaleKeys();
        return _keys.Count > 0 && _keys[0].Token == _taken;
    }

    // Of the remembered places the outer ones come first, and are the first to be too far back.
    private void DropStaleKeys()
    {
        var at = source.Mark;
        var stale = 0;
        while (stale < _keys.Count && (_keys[stale].Mark.Line != at.Line || at.Index - _keys[stale].Mark.Index > MaxKeyLength))
        {
            if (_keys[stale++].Required)
            {
                throw source.Error("a key has no ':' behind it");
            }
        }

        _keys.RemoveRange(0, stale);
    }

    private void SaveKey()
    {
        if (_keyAllowed)
        {
            DropKey();
            _keys.Add((_level, _taken + _tokens.Count - _head, _level == 0 && _indent == source.Column, source.Mark));
        }
    }

    private void DropKey()
    {
        if (_keys.Count == 0 || _keys[^1].Level != _level)
        {
            return;
        }

        if (_keys[^1].Required)
        {
            throw source.Error("a key has no ':' behind it");
        }

        _keys.RemoveAt(_keys.Count - 1);
    }

    private void Indent(int column, YamlMark mark, YamlTokenKind opening, int at)
    {
        if (_indent < column)
        {
            _indents.Push(_indent);
            _indent = column;
            _tokens.Insert(at, new YamlToken(opening, mark));
        }
    }

    private void Unwind(int column)
    {
        while (_level == 0 && _indent > column)
        {
            _indent = _indents.Pop();
            Add(YamlTokenKind.BlockEnd);
        }
    }

    private void Add(YamlTokenKind kind, int length = 0)
    {
        _tokens.Add(new YamlToken(kind, source.Mark));
        source.Skip(length);
    }
}
