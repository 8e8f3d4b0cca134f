namespace Interop.Tool.Inspecting;

/// <summary>Lines of bytes from a stream, each up to a bound; a longer one is skipped to its end and reported.</summary>
internal sealed class LineReader(Stream input, int longest, Action beforeWaiting)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The next line without its end; false at the end of the stream.</summary>
    /// <param name="line">The line, valid until the next call; empty when it is too long.</param>
    /// <param name="isTooLong">True when it was longer than the bound.</param>
    public bool TryRead(out ReadOnlyMemory<byte> line, out bool isTooLong)
    {
        isTooLong = false;
        var searched = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                end += _start + searched;
                line = isTooLong ? default : _buffer.AsMemory(_start, end - _start);
                _start = end + 1;
                return true;
            }

            searched = _end - _start;
            if (_atEnd)
            {
                line = isTooLong ? default : _buffer.AsMemory(_start, searched);
                _start = _end;
                return searched > 0 || isTooLong;
            }

            if (searched > longest)
            {
                isTooLong = true;
            }

            if (isTooLong)
            {
                (_start, _end, searched) = (0, 0, 0);
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        beforeWaiting();
        var read = input.Read(_buffer, _end, _buffer.Length - _end);
        _atEnd = read == 0;
        _end += read;
    }
}
