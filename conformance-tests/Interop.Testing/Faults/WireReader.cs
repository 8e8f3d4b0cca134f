using System.Buffers.Binary;

namespace Interop.Testing.Faults;

/// <summary>Reads along with one direction of one connection and says whether a step is in what came last.</summary>
internal sealed class WireReader
{
    private const int HeaderLength = 7;
    private const int Tail = 200;

    private readonly List<byte> _recent = [];
    private readonly List<byte> _frame = [];
    private readonly List<(int Class, int Method)> _methods = [];
    private int _skip;
    private bool _isBegun;

    /// <summary>Takes note of what is about to be passed on.</summary>
    public void Read(ReadOnlySpan<byte> chunk)
    {
        if (_recent.Count > Tail)
        {
            _recent.RemoveRange(0, _recent.Count - Tail);
        }

        _recent.AddRange(chunk);
        _methods.Clear();
        foreach (var next in chunk)
        {
            ReadAmqp(next);
        }
    }

    public bool Has(WireStep step) => step.Amqp is { } method
        ? _methods.Contains(method)
        : System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_recent).IndexOf(step.Text) >= 0;

    /// <summary>Forgets what came, so that it does not count twice.</summary>
    public void Forget()
    {
        _recent.Clear();
        _methods.Clear();
    }

    // Frame: type, channel (2), size (4), payload, end. The payload of a method begins with class (2) and method (2).
    private void ReadAmqp(byte next)
    {
        if (_skip > 0)
        {
            _skip--;
            return;
        }

        if (!_isBegun)
        {
            // A client begins with the eight bytes AMQP 0 0 9 1.
            _isBegun = true;
            if (next == (byte)'A')
            {
                _skip = 7;
                return;
            }
        }

        _frame.Add(next);
        if (_frame.Count < HeaderLength)
        {
            return;
        }

        var frame = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_frame);
        var size = (int)BinaryPrimitives.ReadUInt32BigEndian(frame[3..]);
        var isMethod = frame[0] == 1 && size >= 4;
        if (isMethod && _frame.Count < HeaderLength + 4)
        {
            return;
        }

        if (isMethod)
        {
            _methods.Add((BinaryPrimitives.ReadUInt16BigEndian(frame[7..]), BinaryPrimitives.ReadUInt16BigEndian(frame[9..])));
        }

        _skip = HeaderLength + size + 1 - _frame.Count;
        _frame.Clear();
    }
}
