using System.Buffers;
using System.Globalization;
using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Text;

/// <summary>The token stream of <c>celery.utils.saferepr</c>: each token is measured against what is left of the length; from
/// the first one that finds nothing left, only <c>, ...</c> and the open brackets follow.</summary>
internal ref partial struct SafeReprWriter
{
    public const int StackChars = 256;

    private readonly bool _limited;
    private readonly int _maxLevels;
    private Span<char> _span;
    private char[]? _rented;
    private int _used;
    private int _left;
    private int _level;

    public SafeReprWriter(Span<char> initial, int maxLength, int maxLevels)
    {
        _span = initial;
        _limited = maxLength > 0;
        _left = maxLength;
        _maxLevels = maxLevels;
    }

    /// <summary>True once the length is used up: what follows is not printed any more.</summary>
    public bool IsCut { get; private set; }

    public string ToStringAndFree()
    {
        var text = _span[.._used].ToString();
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }

        return text;
    }

    /// <summary>Opens a container; false when it is too deep, and is printed as <c>[...]</c> already.</summary>
    public bool TryOpen(string start, string end)
    {
        if (_maxLevels > 0 && _level >= _maxLevels)
        {
            Plain($"{start}...{end}");
            return false;
        }

        _level++;
        Literal(start);
        return true;
    }

    public void Close(string end)
    {
        _level--;
        if (IsCut)
        {
            Append(end);
        }
        else
        {
            Literal(end);
        }
    }

    public void Literal(string text)
    {
        if (Begin())
        {
            Append(text);
            _left -= text.Length;
        }
    }

    public void Integer(long value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        Plain(digits[..length]);
    }

    public void Plain(scoped ReadOnlySpan<char> text)
    {
        if (Begin())
        {
            Truncated(text, escapeQuotes: false);
        }
    }

    public void Quoted(scoped ReadOnlySpan<char> text)
    {
        if (!Begin())
        {
            return;
        }

        Append("'");
        Truncated(text, escapeQuotes: true);
        Append("'");
        _left -= 2;
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (!Begin())
        {
            return;
        }

        var cut = _limited && bytes.Length > _left;
        var shown = cut ? bytes[.._left] : bytes;
        var text = System.Text.Unicode.Utf8.IsValid(shown) ? Encoding.UTF8.GetString(shown) : Convert.ToHexStringLower(shown);
        Append("b'");
        Append(text);
        Append(cut ? "...'" : "'");
        _left -= CodePoints(text) + (cut ? 6 : 3);
    }

    /// <summary>A dict key, which <c>saferepr</c> prints on its own with what is left of the length.</summary>
    public void Key(WireValue key)
    {
        if (!Begin())
        {
            return;
        }

        var text = PythonRepr.SafeRepr(key, _limited ? _left : 0, _maxLevels);
        Append(text);
        _left -= CodePoints(text);
    }

    /// <summary>A text key: the same, without the detour.</summary>
    public void Key(string key)
    {
        // Nothing can be cut inside a key that is shorter than what is left.
        if (!_limited || key.Length < _left)
        {
            Quoted(key);
        }
        else
        {
            Key(WireValue.String(key));
        }
    }

    public void Value(WireValue value)
    {
        if (IsCut)
        {
            return;
        }

        switch (value.Kind)
        {
            case WireKind.String:
                Quoted(value.AsString());
                break;
            case WireKind.Bytes:
                Bytes(value.AsBytes().Span);
                break;
            case WireKind.List:
                Items(value.AsItems(), "[", "]");
                break;
            case WireKind.Tuple:
                Items(value.AsItems(), "(", value.AsItems().Count == 1 ? ",)" : ")");
                break;
            case WireKind.Set or WireKind.FrozenSet when value.AsItems().Count == 0:
                Plain(value.Kind == WireKind.Set ? "set()" : "frozenset()");
                break;
            case WireKind.Set:
                Items(value.AsItems(), "{", "}");
                break;
            case WireKind.FrozenSet:
                Items(value.AsItems(), "frozenset({", "})");
                break;
            case WireKind.Map:
                Map(value.AsMap());
                break;
            default:
                Plain(PythonRepr.Atom(value));
                break;
        }
    }

    private void Items(IReadOnlyList<WireValue> items, string start, string end)
    {
        if (!TryOpen(start, end))
        {
            return;
        }

        for (var i = 0; i < items.Count && !IsCut; i++)
        {
            if (i > 0)
            {
                Literal(", ");
            }

            Value(items[i]);
        }

        Close(end);
    }

    private void Map(WireMap map)
    {
        if (!TryOpen("{", "}"))
        {
            return;
        }

        for (var i = 0; i < map.Count && !IsCut; i++)
        {
            if (i > 0)
            {
                Literal(", ");
            }

            Key(map[i].Key);
            Literal(": ");
            Value(map[i].Value);
        }

        Close("}");
    }

    // True when the next token is printed; the first one that is not leaves ", ..." in its place.
    private bool Begin()
    {
        if (IsCut)
        {
            return false;
        }

        if (!_limited || _left > 0)
        {
            return true;
        }

        Append(", ...");
        IsCut = true;
        return false;
    }
}
