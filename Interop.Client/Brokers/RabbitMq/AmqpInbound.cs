namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Bytes on their way in: content-header frames are wrapped, all others pass. One reader at a time.</summary>
internal sealed class AmqpInbound
{
    private const int InitialSize = 64 * 1024;

    private byte[] _input = new byte[InitialSize];
    private int _start;
    private int _end;
    private int _passing;
    private byte[] _wrapped = new byte[1024];
    private int _wrappedStart;
    private int _wrappedEnd;

    /// <summary>Room for more bytes from the broker; never empty.</summary>
    public Memory<byte> Room()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _input.Length)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            (_start, _end) = (0, _end - _start);
        }

        return _input.AsMemory(_end);
    }

    /// <summary>Says how many bytes were put into the room.</summary>
    public void Received(int count) => _end += count;

    /// <summary>Moves what is ready to the client; 0 when more input is needed.</summary>
    public int Take(Span<byte> output)
    {
        var taken = 0;
        while (taken < output.Length)
        {
            var count = TakeOnce(output[taken..]);
            if (count == 0 && !NextFrame())
            {
                break;
            }

            taken += count;
        }

        return taken;
    }

    private int TakeOnce(Span<byte> output)
    {
        if (_wrappedStart < _wrappedEnd)
        {
            var count = Math.Min(output.Length, _wrappedEnd - _wrappedStart);
            _wrapped.AsSpan(_wrappedStart, count).CopyTo(output);
            _wrappedStart += count;
            return count;
        }

        var passed = Math.Min(Math.Min(output.Length, _passing), _end - _start);
        _input.AsSpan(_start, passed).CopyTo(output);
        _start += passed;
        _passing -= passed;
        return passed;
    }

    /// <summary>Looks at the next frame; false when not enough of it is here.</summary>
    private bool NextFrame()
    {
        var available = _input.AsSpan(_start, _end - _start);
        if (_passing > 0 || available.Length < AmqpFrames.PrefixSize)
        {
            return false;
        }

        if (available[0] == (byte)'A')
        {
            _passing = 8; // A broker of another protocol version answers with its own 8-byte greeting and hangs up.
            return true;
        }

        var size = AmqpFrames.PrefixSize + AmqpFrames.PayloadSize(available) + 1;
        if (available[0] != AmqpFrames.HeaderFrame)
        {
            _passing = size;
            return true;
        }

        if (available.Length < size)
        {
            MakeRoom(size);
            return false;
        }

        if (_wrapped.Length < size + AmqpFrames.WrapSize)
        {
            _wrapped = new byte[size + AmqpFrames.WrapSize];
        }

        _wrappedStart = 0;
        _wrappedEnd = AmqpFrames.Wrap(available[..size], _wrapped);
        _start += size;
        return true;
    }

    private void MakeRoom(int size)
    {
        if (size > _input.Length)
        {
            // A header frame is bounded by the negotiated frame size (128 KiB by default), so this stays small.
            var larger = new byte[size];
            _input.AsSpan(_start, _end - _start).CopyTo(larger);
            (_input, _start, _end) = (larger, 0, _end - _start);
        }
    }
}
