using System.Runtime.CompilerServices;
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

    private readonly ReadOnlySpan<byte> _json;
    private ContainerStack _containers;
    private int _at;
    private int _valueStart;
    private int _valueEnd;
    private Expected _expected;

    /// <summary>Starts before the first token of a document.</summary>
    public WireJsonReader(ReadOnlySpan<byte> utf8Json) => _json = utf8Json;

    // What the grammar allows next.
    private enum Expected : byte
    {
        Value,
        ElementOrEnd,
        CommaOrEnd,
        Nothing,
    }

    /// <summary>The token the reader stands on.</summary>
    public WireJsonToken TokenType { get; private set; }

    /// <summary>Bytes of the token: a string or name without its quotes and still escaped, a number as written.</summary>
    public readonly ReadOnlySpan<byte> ValueSpan => _json[_valueStart.._valueEnd];

    /// <summary>True when the string or name holds escapes.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>Offset of the token's first byte (of the opening quote for strings).</summary>
    public int TokenStart { get; private set; }

    /// <summary>Offset of the first byte after the token.</summary>
    public readonly int Position => _at;

    // True where __type__ is a key like any other.
    private bool KeepsMarkers { get; init; }

    /// <summary>How many containers are open.</summary>
    public readonly int Depth => _containers.Depth;

    /// <summary>Moves to the next token; false at the end of the document.</summary>
    /// <exception cref="MessageDecodeException">The bytes are not JSON as Python reads it.</exception>
    public bool Read()
    {
        var at = _at;
        var next = Next(_json, ref at);
        switch (_expected)
        {
            case Expected.CommaOrEnd when next == ',':
                at++;
                next = Next(_json, ref at);
                ReadElement(at, next);
                return true;
            case Expected.CommaOrEnd:
                Close(at, next);
                return true;
            case Expected.Value:
                ReadValue(at, next);
                return true;
            case Expected.ElementOrEnd when next is '}' or ']':
                Close(at, next);
                return true;
            case Expected.ElementOrEnd:
                ReadElement(at, next);
                return true;
            default:
                return next < 0 ? false : throw Fault("Extra data follows the JSON document", at);
        }
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
            throw EndsEarly();
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
            throw Fault("Extra data follows the JSON document", TokenStart);
        }
    }

    // A value of an array, or a name of an object.
    private void ReadElement(int at, int next)
    {
        if (!_containers.InObject)
        {
            ReadValue(at, next);
            return;
        }

        if (next != '"')
        {
            throw next < 0 ? EndsEarly() : Fault("Expected a property name in double quotes", at);
        }

        at = ReadString(at);
        if (Next(_json, ref at) != ':')
        {
            throw Fault("Expected ':' after a property name", at);
        }

        _at = at + 1;
        _expected = Expected.Value;
        TokenType = WireJsonToken.PropertyName;
    }

    private void ReadValue(int at, int next)
    {
        switch (next)
        {
            case '"':
                _at = ReadString(at);
                TokenType = WireJsonToken.String;
                break;
            case '{':
                Open(at, WireJsonToken.StartObject);
                return;
            case '[':
                Open(at, WireJsonToken.StartArray);
                return;
            case 't' when _json[at..].StartsWith("true"u8):
                Finish(at, at + 4, WireJsonToken.True);
                break;
            case 'f' when _json[at..].StartsWith("false"u8):
                Finish(at, at + 5, WireJsonToken.False);
                break;
            case 'n' when _json[at..].StartsWith("null"u8):
                Finish(at, at + 4, WireJsonToken.Null);
                break;
            case 'N' when _json[at..].StartsWith("NaN"u8):
                Finish(at, at + 3, WireJsonToken.Float);
                break;
            case 'I' when _json[at..].StartsWith("Infinity"u8):
                Finish(at, at + 8, WireJsonToken.Float);
                break;
            case < 0:
                throw EndsEarly();
            default:
                ReadNumber(at);
                break;
        }

        _expected = _containers.Depth == 0 ? Expected.Nothing : Expected.CommaOrEnd;
    }

    private void Open(int at, WireJsonToken token)
    {
        if (_containers.Depth >= MaxDepth)
        {
            throw Fault($"The JSON document is nested deeper than {MaxDepth} levels", at);
        }

        _containers.Push(token == WireJsonToken.StartObject);
        Finish(at, at + 1, token);
        _expected = Expected.ElementOrEnd;
    }

    private void Close(int at, int bracket)
    {
        if (bracket is not ('}' or ']'))
        {
            throw bracket < 0 ? EndsEarly() : Fault("Expected ',' between values", at);
        }

        if (_containers.InObject != (bracket == '}'))
        {
            throw Fault($"Unexpected '{(char)bracket}'", at);
        }

        _containers.Pop();
        Finish(at, at + 1, bracket == '}' ? WireJsonToken.EndObject : WireJsonToken.EndArray);
        _expected = _containers.Depth == 0 ? Expected.Nothing : Expected.CommaOrEnd;
    }

    // Ends a token that is all value: everything but strings.
    private void Finish(int start, int end, WireJsonToken token)
    {
        TokenStart = start;
        _valueStart = start;
        _valueEnd = end;
        _at = end;
        TokenType = token;
    }

    // Moves an offset past white space and returns the byte there, or -1 at the end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<byte> json, ref int at)
    {
        for (; (uint)at < (uint)json.Length; at++)
        {
            int next = json[at];
            if (next > ' ' || next is not (' ' or '\n' or '\r' or '\t'))
            {
                return next;
            }
        }

        return -1;
    }

    private readonly MessageDecodeException EndsEarly() => Fault("The JSON document ends early", _json.Length);

    private readonly MessageDecodeException Fault(string what, int at) =>
        new($"{what} at byte {at} of {_json.Length}.", at);
}
