namespace Interop.Client.Resp;

/// <summary>
/// Turns bytes into replies, RESP2 and RESP3, however they are cut. State is kept between calls, so a large array is
/// never read twice, and memory grows with the bytes that came, not with the length that was claimed.
/// Grammar: <c>reply = type line CRLF [payload CRLF | 1*reply]</c>.
/// </summary>
internal sealed class RespParser(RespLimits limits)
{
    // A claimed length up to this is allocated at once; beyond it the array doubles as bytes arrive.
    private const int TrustedBulkLength = 64 * 1024;
    private const int ShortLine = 64;
    private const int LongestLengthLine = 32;

    private static readonly byte[] Ok = "OK"u8.ToArray();
    private static readonly byte[] Queued = "QUEUED"u8.ToArray();
    private static readonly byte[] Pong = "PONG"u8.ToArray();

    private readonly Stack<RespOpenArray> _open = new();
    private byte[] _line = new byte[ShortLine];
    private int _lineLength;
    private byte _type;
    private State _state;
    private byte[] _bulk = [];
    private int _bulkLength;
    private int _bulkFilled;
    private RespOpenArray? _frame;

    private enum State : byte
    {
        Type,
        Line,
        LineFeed,
        Bulk,
        BulkReturn,
        BulkLineFeed,
    }

    /// <summary>Bytes taken so far; the offset of the next one.</summary>
    public long Offset { get; private set; }

    /// <summary>True between replies, where the end of the stream would not cut one in two.</summary>
    public bool IsBetweenReplies => _state == State.Type && _frame is null;

    /// <summary>
    /// Takes bytes from the front of the input until one reply is complete (true) or all of it is taken (false).
    /// </summary>
    /// <exception cref="RespProtocolException">Not RESP, or beyond the limits; the parser cannot be used any more.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, out RespReply reply)
    {
        while (!input.IsEmpty)
        {
            bool complete = false;
            reply = default;
            switch (_state)
            {
                case State.Type:
                    _type = input[0];
                    if (!IsKnownType(_type))
                    {
                        throw Error("a reply cannot start like this", _type);
                    }

                    _state = State.Line;
                    Take(ref input, 1);
                    break;
                case State.Line:
                    complete = ReadLine(ref input, out reply);
                    break;
                case State.LineFeed:
                    ExpectByte(ref input, (byte)'\n');
                    complete = EndLine(_line.AsSpan(0, _lineLength), out reply);
                    break;
                case State.Bulk:
                    ReadBulk(ref input);
                    break;
                case State.BulkReturn:
                    ExpectByte(ref input, (byte)'\r');
                    _state = State.BulkLineFeed;
                    break;
                case State.BulkLineFeed:
                    ExpectByte(ref input, (byte)'\n');
                    reply = EndBulk();
                    complete = true;
                    break;
            }

            if (complete && Close(ref reply))
            {
                return true;
            }
        }

        reply = default;
        return false;
    }

    private static bool IsKnownType(byte type) =>
        type is (byte)'+' or (byte)'-' or (byte)':' or (byte)'$' or (byte)'*' or (byte)'_' or (byte)'#' or (byte)','
            or (byte)'(' or (byte)'!' or (byte)'=' or (byte)'%' or (byte)'~' or (byte)'>' or (byte)'|';

    private void Take(ref ReadOnlySpan<byte> input, int count)
    {
        input = input[count..];
        Offset += count;
    }

    private void ExpectByte(ref ReadOnlySpan<byte> input, byte expected)
    {
        if (input[0] != expected)
        {
            throw Error($"expected 0x{expected:X2}", input[0]);
        }

        Take(ref input, 1);
    }

    private bool ReadLine(ref ReadOnlySpan<byte> input, out RespReply reply)
    {
        int end = input.IndexOf((byte)'\r');
        ReadOnlySpan<byte> part = end < 0 ? input : input[..end];
        if (_lineLength + part.Length > (_type is (byte)'+' or (byte)'-' or (byte)'(' ? limits.MaxLineLength : LongestLengthLine))
        {
            throw Error("the line is too long", -1);
        }

        // The usual case: the whole line is at hand, and so is its end.
        if (_lineLength == 0 && end >= 0 && end + 1 < input.Length)
        {
            Take(ref input, end + 1);
            ExpectByte(ref input, (byte)'\n');
            return EndLine(part, out reply);
        }

        if (_lineLength + part.Length > _line.Length)
        {
            Array.Resize(ref _line, Math.Max(_lineLength + part.Length, 2 * _line.Length));
        }

        part.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += part.Length;
        if (end >= 0)
        {
            _state = State.LineFeed;
        }

        Take(ref input, part.Length + (end >= 0 ? 1 : 0));
        reply = default;
        return false;
    }

    private bool EndLine(ReadOnlySpan<byte> line, out RespReply reply)
    {
        _state = State.Type;
        _lineLength = 0;
        switch (_type)
        {
            case (byte)'+':
                reply = RespReply.OfString(RespReplyKind.SimpleString, Known(line));
                return true;
            case (byte)'-':
                reply = RespReply.OfString(RespReplyKind.Error, line.ToArray());
                return true;
            case (byte)':':
                reply = RespReply.OfInteger(ParseInteger(line));
                return true;
            case (byte)'(':
                reply = RespReply.OfString(RespReplyKind.BigNumber, ParseBigNumber(line));
                return true;
            case (byte)',':
                reply = RespNumbers.TryParseDouble(line, out double d)
                    ? RespReply.OfDouble(d) : throw Error("not a number", -1);
                return true;
            case (byte)'#':
                reply = line is [(byte)'t' or (byte)'f']
                    ? RespReply.OfBoolean(line[0] == (byte)'t') : throw Error("a boolean is t or f", -1);
                return true;
            case (byte)'_':
                reply = line.IsEmpty ? RespReply.Null : throw Error("a null has no content", -1);
                return true;
            case (byte)'$' or (byte)'!' or (byte)'=':
                return BeginBulk(line, out reply);
            default:
                return BeginItems(line, out reply);
        }
    }

    private static byte[] Known(ReadOnlySpan<byte> text) =>
        text.SequenceEqual(Ok) ? Ok : text.SequenceEqual(Queued) ? Queued : text.SequenceEqual(Pong) ? Pong : text.ToArray();

    private long ParseInteger(ReadOnlySpan<byte> line) =>
        RespNumbers.TryParseInt64(line, out long value) ? value : throw Error("not an integer of 64 bits", -1);

    private byte[] ParseBigNumber(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> digits = line is [(byte)'-' or (byte)'+', ..] ? line[1..] : line;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? line.ToArray() : throw Error("not an integer", -1);
    }

    private bool BeginBulk(ReadOnlySpan<byte> line, out RespReply reply)
    {
        long length = ParseInteger(line);
        reply = RespReply.Null;
        if (length == -1 && _type == (byte)'$')
        {
            return true;
        }

        if (length < 0 || length > limits.MaxBulkLength)
        {
            throw Error($"a string of {length} bytes, allowed are {limits.MaxBulkLength}", -1);
        }

        _bulkLength = (int)length;
        _bulkFilled = 0;
        _bulk = length == 0 ? [] : GC.AllocateUninitializedArray<byte>(Math.Min(_bulkLength, TrustedBulkLength));
        _state = length == 0 ? State.BulkReturn : State.Bulk;
        return false;
    }

    private void ReadBulk(ref ReadOnlySpan<byte> input)
    {
        int count = Math.Min(input.Length, _bulkLength - _bulkFilled);
        if (_bulkFilled + count > _bulk.Length)
        {
            long doubled = Math.Max(2L * _bulk.Length, _bulkFilled + count);
            Array.Resize(ref _bulk, (int)Math.Min(doubled, _bulkLength));
        }

        input[..count].CopyTo(_bulk.AsSpan(_bulkFilled));
        _bulkFilled += count;
        Take(ref input, count);
        if (_bulkFilled == _bulkLength)
        {
            _state = State.BulkReturn;
        }
    }

    private RespReply EndBulk()
    {
        byte[] bytes = _bulk;
        _bulk = [];
        _state = State.Type;
        if (_type == (byte)'=')
        {
            // "txt:" or "mkd:" stands in front of the text.
            return bytes.Length >= 4 && bytes[3] == (byte)':'
                ? RespReply.OfString(RespReplyKind.Verbatim, bytes[4..])
                : throw Error("a verbatim string starts with its format and a colon", -1);
        }

        return RespReply.OfString(_type == (byte)'!' ? RespReplyKind.Error : RespReplyKind.Bulk, bytes);
    }

    private bool BeginItems(ReadOnlySpan<byte> line, out RespReply reply)
    {
        long length = ParseInteger(line);
        if (length == -1 && _type == (byte)'*')
        {
            reply = RespReply.Null;
            return true;
        }

        if (_type is (byte)'%' or (byte)'|' && length is >= 0 and <= int.MaxValue)
        {
            length *= 2;
        }

        if (length < 0 || length > limits.MaxArrayLength)
        {
            throw Error($"an array of {length} items, allowed are {limits.MaxArrayLength}", -1);
        }

        bool isAttribute = _type == (byte)'|';
        RespReplyKind kind = _type switch
        {
            (byte)'%' => RespReplyKind.Map,
            (byte)'~' => RespReplyKind.Set,
            (byte)'>' => RespReplyKind.Push,
            _ => RespReplyKind.Array,
        };
        reply = RespReply.OfItems(kind, []);
        if (length == 0)
        {
            // An empty attribute vanishes; the reply that it describes is still to come.
            return !isAttribute;
        }

        if (_open.Count + (_frame is null ? 0 : 1) >= limits.MaxDepth)
        {
            throw Error($"arrays nested deeper than {limits.MaxDepth}", -1);
        }

        if (_frame is not null)
        {
            _open.Push(_frame);
        }

        _frame = new RespOpenArray(kind, (int)length, isAttribute);
        return false;
    }

    /// <summary>Puts a finished reply into the array it belongs to; true when it belongs to none.</summary>
    private bool Close(ref RespReply reply)
    {
        while (_frame is { } frame)
        {
            if (!frame.Add(reply))
            {
                return false;
            }

            _frame = _open.Count > 0 ? _open.Pop() : null;
            if (frame.IsAttribute)
            {
                return false;
            }

            reply = RespReply.OfItems(frame.Kind, frame.Items);
        }

        return true;
    }

    private RespProtocolException Error(string problem, int value) => new(problem + ".", Offset, value);
}
