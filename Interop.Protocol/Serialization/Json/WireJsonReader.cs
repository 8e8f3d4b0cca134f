using System.Buffers;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Json;

/// <summary>Pull reader over the JSON that Python's <c>json</c> module writes and accepts: bare <c>NaN</c> and <c>Infinity</c>,
/// integers of any size, lone surrogates.</summary>
/// <remarks>
/// <para>Reads one document; allocates nothing until a value is asked for. A copy of the reader is a bookmark: reading on from
/// it does not disturb the original.</para>
/// <para>Limits: <see cref="MaxDepth"/> levels, 4300 digits an integer (both near CPython's own). The document is in memory
/// already, and what is read from it stays in proportion to its length. Strings that are skipped are not checked for
/// valid UTF-8 and escapes; every other fault is found where CPython finds it.</para>
/// <para>Source: <c>kombu/utils/json.py</c>, CPython <c>json.scanner</c>.</para>
/// </remarks>
public ref partial struct WireJsonReader
{
    /// <summary>Deepest nesting that is read; CPython gives up near its recursion limit of 1000.</summary>
    public const int MaxDepth = 512;

    private static readonly SearchValues<byte> StringStops =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _json;
    private int _at;
    private ContainerStack _containers;
    private bool _afterValue;
    private bool _expectValue;

    /// <summary>Starts before the first token of a document.</summary>
    public WireJsonReader(ReadOnlySpan<byte> utf8Json) => _json = utf8Json;

    /// <summary>The token the reader stands on.</summary>
    public WireJsonToken TokenType { get; private set; }

    /// <summary>Bytes of the token: a string or name without its quotes and still escaped, a number as written.</summary>
    public ReadOnlySpan<byte> ValueSpan { get; private set; }

    /// <summary>True when the string or name holds escapes.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>Offset of the token's first byte (of the opening quote for strings).</summary>
    public int TokenStart { get; private set; }

    /// <summary>Offset of the first byte after the token.</summary>
    public readonly int Position => _at;

    /// <summary>How many containers are open.</summary>
    public readonly int Depth => _containers.Depth;

    /// <summary>Moves to the next token; false at the end of the document.</summary>
    /// <exception cref="MessageDecodeException">The bytes are not JSON as Python reads it.</exception>
    public bool Read()
    {
        SkipWhitespace();
        if (_at >= _json.Length)
        {
            return AtEnd();
        }

        var next = _json[_at];
        if (_afterValue && _containers.Depth == 0)
        {
            throw Fault("Extra data follows the JSON document");
        }

        if (next is (byte)'}' or (byte)']')
        {
            Close(next);
            return true;
        }

        if (_afterValue)
        {
            if (next != (byte)',')
            {
                throw Fault("Expected ',' between values");
            }

            _at++;
            _afterValue = false;
            _expectValue = true;
            SkipWhitespace();
            if (_at >= _json.Length)
            {
                throw Fault("The JSON document ends early");
            }

            next = _json[_at];
        }

        if (_containers.InObject && TokenType != WireJsonToken.PropertyName)
        {
            ReadName(next);
            return true;
        }

        ReadScalarOrOpen(next);
        return true;
    }

    /// <summary>When on the start of a container, moves to its end; when on a name, past its value; otherwise stays.</summary>
    /// <exception cref="MessageDecodeException">The bytes are not JSON as Python reads it.</exception>
    public void Skip()
    {
        if (TokenType == WireJsonToken.PropertyName)
        {
            ReadRequired();
        }

        if (TokenType is not (WireJsonToken.StartObject or WireJsonToken.StartArray))
        {
            return;
        }

        var depth = Depth - 1;
        while (Depth > depth)
        {
            ReadRequired();
        }
    }

    /// <summary>Moves to the next token.</summary>
    /// <exception cref="MessageDecodeException">There is none, or the bytes are not JSON.</exception>
    public void ReadRequired()
    {
        if (!Read())
        {
            throw Fault("The JSON document ends early");
        }
    }

    /// <summary>Skips the value the reader stands on and returns its bytes: a slice of the document.</summary>
    public ReadOnlySpan<byte> SkipAndSlice()
    {
        var start = TokenStart;
        Skip();
        return _json[start.._at];
    }

    /// <summary>Checks that nothing but white space follows.</summary>
    /// <exception cref="MessageDecodeException">Something follows.</exception>
    public void ReadToEnd()
    {
        if (Read())
        {
            throw Fault("Extra data follows the JSON document");
        }
    }

    private void ReadName(byte next)
    {
        if (next != (byte)'"')
        {
            throw Fault("Expected a property name in double quotes");
        }

        ReadString();
        SkipWhitespace();
        if (_at >= _json.Length || _json[_at] != (byte)':')
        {
            throw Fault("Expected ':' after a property name");
        }

        _at++;
        TokenType = WireJsonToken.PropertyName;
        _afterValue = false;
        _expectValue = true;
    }

    private void ReadScalarOrOpen(byte next)
    {
        _expectValue = false;
        switch (next)
        {
            case (byte)'"':
                ReadString();
                TokenType = WireJsonToken.String;
                break;
            case (byte)'{':
            case (byte)'[':
                Open(next);
                return;
            case (byte)'t':
                Literal("true"u8, WireJsonToken.True);
                break;
            case (byte)'f':
                Literal("false"u8, WireJsonToken.False);
                break;
            case (byte)'n':
                Literal("null"u8, WireJsonToken.Null);
                break;
            case (byte)'N':
                Literal("NaN"u8, WireJsonToken.Float);
                break;
            case (byte)'I':
                Literal("Infinity"u8, WireJsonToken.Float);
                break;
            default:
                ReadNumber();
                break;
        }

        _afterValue = true;
    }

    private void Open(byte bracket)
    {
        TokenStart = _at;
        if (_containers.Depth >= MaxDepth)
        {
            throw Fault($"The JSON document is nested deeper than {MaxDepth} levels");
        }

        _containers.Push(bracket == (byte)'{');
        TokenType = bracket == (byte)'{' ? WireJsonToken.StartObject : WireJsonToken.StartArray;
        ValueSpan = _json.Slice(_at, 1);
        _at++;
        _afterValue = false;
    }

    private void Close(byte bracket)
    {
        var isObject = bracket == (byte)'}';
        if (_containers.Depth == 0 || _containers.InObject != isObject || _expectValue)
        {
            throw Fault($"Unexpected '{(char)bracket}'");
        }

        _containers.Pop();
        TokenStart = _at;
        ValueSpan = _json.Slice(_at, 1);
        TokenType = isObject ? WireJsonToken.EndObject : WireJsonToken.EndArray;
        _at++;
        _afterValue = true;
    }

    private void Literal(ReadOnlySpan<byte> text, WireJsonToken token)
    {
        if (!_json[_at..].StartsWith(text))
        {
            throw Fault("Expected a JSON value");
        }

        TokenStart = _at;
        ValueSpan = _json.Slice(_at, text.Length);
        _at += text.Length;
        TokenType = token;
    }

    private readonly bool AtEnd()
    {
        if (_containers.Depth != 0 || !_afterValue)
        {
            throw Fault("The JSON document ends early");
        }

        return false;
    }

    private void SkipWhitespace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly MessageDecodeException Fault(string what) =>
        new($"{what} at byte {_at} of {_json.Length}.", _at);
}
