namespace Interop.Protocol.Serialization.Json;

// Python writes maps in one order and most of their values the same each time. Comparing with what is expected is much cheaper
// than reading tokens; what is written differently is read as always.
public ref partial struct WireJsonReader
{
    /// <summary>Moves to the next token if it is this name, written as <c>json.dumps</c> separates names; otherwise stays.</summary>
    internal bool TryReadName(ReadOnlySpan<byte> plainName)
    {
        var at = _at;
        if (_expected == Expected.CommaOrEnd && _json[at..].StartsWith(", "u8))
        {
            at += 2;
        }
        else if (_expected != Expected.ElementOrEnd)
        {
            return false;
        }

        var text = _json[at..];
        var length = plainName.Length;
        if (!_containers.InObject || text.Length < length + 3 || text[0] != (byte)'"' || text[length + 1] != (byte)'"'
            || text[length + 2] != (byte)':' || !text.Slice(1, length).SequenceEqual(plainName))
        {
            return false;
        }

        TokenStart = at;
        _valueStart = at + 1;
        _valueEnd = _valueStart + length;
        ValueIsEscaped = false;
        _at = _valueEnd + 2;
        _expected = Expected.Value;
        TokenType = WireJsonToken.PropertyName;
        return true;
    }

    /// <summary>When the reader stands on the start of a container that is written exactly like this, moves to its end.</summary>
    internal bool TrySkip(ReadOnlySpan<byte> container)
    {
        if (TokenType is not (WireJsonToken.StartObject or WireJsonToken.StartArray) || !_json[TokenStart..].StartsWith(container))
        {
            return false;
        }

        Close(TokenStart + container.Length - 1, container[^1]);
        return true;
    }

    /// <summary>Moves past the next members of an object if they are written exactly like this.</summary>
    /// <param name="members">From the comma in front of a name to a value that ends with a bracket or quote.</param>
    internal bool TrySkipMembers(ReadOnlySpan<byte> members)
    {
        if (_expected != Expected.CommaOrEnd || !_containers.InObject || !_json[_at..].StartsWith(members))
        {
            return false;
        }

        _at += members.Length;
        return true;
    }
}
