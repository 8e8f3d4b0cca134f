using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Interop.Client.Resp;

/// <summary>
/// Writes commands into the pipeline's send buffer. Valid only inside the delegate it is handed to.
/// Grammar: <c>command = "*" count CRLF 1*bulk</c>, <c>bulk = "$" length CRLF *OCTET CRLF</c>.
/// </summary>
internal sealed class RespCommandWriter : IBufferWriter<byte>
{
    private const int InitialCapacity = 16 * 1024;
    private const int LongestKeptCapacity = 1024 * 1024;
    private const int LongestHeader = 1 + 10 + 2;

    // Guess for the length of a bulk of unknown length: three digits, the usual size of a Celery message.
    private const int GuessedDigits = 3;

    private readonly HashSet<RespScript> _knownScripts;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialCapacity);
    private int _length;
    private int _bulkStart = -1;
    private int _missingArguments;
    private int _firstName;
    private int _firstNameLength;

    /// <summary>The set is the connection's, shared by its buffers: scripts which the server has been given.</summary>
    public RespCommandWriter(HashSet<RespScript> knownScripts) => _knownScripts = knownScripts;

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Length => _length;

    /// <summary>Commands since <see cref="BeginUnit"/>.</summary>
    public int CommandCount { get; private set; }

    /// <summary>Name of the first command since <see cref="BeginUnit"/>.</summary>
    public ReadOnlySpan<byte> FirstCommand => _buffer.AsSpan(_firstName, _firstNameLength);

    /// <summary>A script that the unit carries as text, so that it should be loaded right after it.</summary>
    public RespScript? UnknownScript { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>Starts a command; exactly <paramref name="argumentCount"/> bulks have to follow.</summary>
    public void Command(ReadOnlySpan<byte> name, int argumentCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(argumentCount);
        ThrowIfIncomplete();
        WriteHeader((byte)'*', argumentCount + 1);
        _missingArguments = argumentCount + 1;
        Bulk(name);
        if (CommandCount++ == 0)
        {
            _firstName = _length - name.Length - 2;
            _firstNameLength = name.Length;
        }
    }

    /// <summary>
    /// Starts EVALSHA, or EVAL when this connection has not carried the script yet; keys and arguments follow as bulks.
    /// A NOSCRIPT reply (somebody flushed the scripts) makes the next call send the text again.
    /// </summary>
    public void Eval(RespScript script, int keyCount, int argumentCount)
    {
        bool known = _knownScripts.Contains(script);
        Command(known ? "EVALSHA"u8 : "EVAL"u8, 2 + keyCount + argumentCount);
        Bulk(known ? script.Digest : script.Source);
        Bulk(keyCount);
        if (!known)
        {
            UnknownScript = script;
        }
    }

    public void Bulk(ReadOnlySpan<byte> value)
    {
        CountArgument();
        EnsureRoom(LongestHeader + value.Length + 2);
        WriteHeader((byte)'$', value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
        WriteLineEnd();
    }

    /// <summary>One bulk made of two parts, such as a key prefix and an id.</summary>
    public void Bulk(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        CountArgument();
        EnsureRoom(LongestHeader + first.Length + second.Length + 2);
        WriteHeader((byte)'$', checked(first.Length + second.Length));
        first.CopyTo(_buffer.AsSpan(_length));
        second.CopyTo(_buffer.AsSpan(_length + first.Length));
        _length += first.Length + second.Length;
        WriteLineEnd();
    }

    public void Bulk(string value)
    {
        CountArgument();
        int bytes = Encoding.UTF8.GetByteCount(value);
        EnsureRoom(LongestHeader + bytes + 2);
        WriteHeader((byte)'$', bytes);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
        WriteLineEnd();
    }

    public void Bulk(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out int count);
        Bulk(digits[..count]);
    }

    /// <summary>Shortest text that reads back as the same number; infinities as the server spells them.</summary>
    public void Bulk(double value)
    {
        Span<byte> digits = stackalloc byte[32];
        if (double.IsInfinity(value))
        {
            Bulk(value > 0 ? "+inf"u8 : "-inf"u8);
        }
        else if (value.TryFormat(digits, out int count, "R", CultureInfo.InvariantCulture))
        {
            Bulk(digits[..count]);
        }
    }

    /// <summary>A bulk of unknown length, written straight into the send buffer by the delegate.</summary>
    public void Bulk<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        BeginBulk();
        write(this, state);
        EndBulk();
    }

    /// <summary>Starts a bulk of unknown length; write to the returned buffer, then call <see cref="EndBulk"/>.</summary>
    public IBufferWriter<byte> BeginBulk()
    {
        CountArgument();
        EnsureRoom(1 + GuessedDigits + 2);
        _bulkStart = _length;
        _length += 1 + GuessedDigits + 2;
        return this;
    }

    public void EndBulk()
    {
        if (_bulkStart < 0)
        {
            throw new InvalidOperationException("EndBulk without BeginBulk.");
        }

        int start = _bulkStart;
        int guessedPayload = start + 1 + GuessedDigits + 2;
        int bytes = _length - guessedPayload;
        int payload = start + 1 + DigitsOf(bytes) + 2;
        EnsureRoom(LongestHeader + 2);
        if (payload != guessedPayload)
        {
            _buffer.AsSpan(guessedPayload, bytes).CopyTo(_buffer.AsSpan(payload));
        }

        _bulkStart = -1;
        _length = start;
        WriteHeader((byte)'$', bytes);
        _length += bytes;
        WriteLineEnd();
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        if (_bulkStart < 0 || (uint)count > (uint)(_buffer.Length - _length))
        {
            throw new InvalidOperationException("Advance is allowed only inside a bulk and within the buffer.");
        }

        _length += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        EnsureRoom(Math.Max(sizeHint, 256));
        return _buffer.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        EnsureRoom(Math.Max(sizeHint, 256));
        return _buffer.AsSpan(_length);
    }

    /// <summary>Starts a unit and returns the mark for <see cref="Rewind"/>.</summary>
    public int BeginUnit()
    {
        CommandCount = 0;
        UnknownScript = null;
        return _length;
    }

    /// <summary>Throws if the last command of the unit lacks arguments.</summary>
    public void EndUnit() => ThrowIfIncomplete();

    /// <summary>Takes back a unit whose delegate failed.</summary>
    public void Rewind(int mark)
    {
        _length = mark;
        _missingArguments = 0;
        _bulkStart = -1;
    }

    /// <summary>Empties the buffer after it was sent.</summary>
    public void Clear()
    {
        _length = 0;
        if (_buffer.Length > LongestKeptCapacity)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialCapacity);
        }
    }

    private static int DigitsOf(int value)
    {
        int digits = 1;
        while ((value /= 10) != 0)
        {
            digits++;
        }

        return digits;
    }

    private void CountArgument()
    {
        if (_missingArguments-- <= 0 || _bulkStart >= 0)
        {
            _missingArguments = 0;
            throw new InvalidOperationException("More arguments were written than the command announced.");
        }
    }

    private void ThrowIfIncomplete()
    {
        if (_missingArguments != 0 || _bulkStart >= 0)
        {
            throw new InvalidOperationException(
                $"The command announced {_missingArguments} more arguments than were written.");
        }
    }

    private void WriteHeader(byte type, int number)
    {
        EnsureRoom(LongestHeader);
        Span<byte> span = _buffer.AsSpan(_length);
        span[0] = type;
        Utf8Formatter.TryFormat(number, span[1..], out int digits);
        _length += 1 + digits;
        WriteLineEnd();
    }

    private void WriteLineEnd()
    {
        _buffer[_length] = (byte)'\r';
        _buffer[_length + 1] = (byte)'\n';
        _length += 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnsureRoom(int count)
    {
        if ((uint)count > (uint)(_buffer.Length - _length))
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        long wanted = Math.Max((long)_length + (uint)count, Math.Min(2L * _buffer.Length, Array.MaxLength));
        if (wanted > Array.MaxLength)
        {
            throw new InvalidOperationException($"A Redis command of more than {Array.MaxLength} bytes cannot be sent.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
