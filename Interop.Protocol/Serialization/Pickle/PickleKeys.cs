using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Keys of a dict that was read, kept because the next one will have the same. Few and short, whatever a pickle holds.</summary>
internal sealed class PickleKeys
{
    private const int Most = 32;
    private const int Longest = 64;

    private byte[][]? _utf8;

    private PickleKeys(WireShape shape) => Shape = shape;

    /// <summary>The keys, all of them texts.</summary>
    public WireShape Shape { get; }

    /// <summary>The bytes of each key in a pickle.</summary>
    public byte[][] Utf8 => _utf8 ??= Array.ConvertAll(Shape.Keys, key => Encoding.UTF8.GetBytes(key.AsString()));

    /// <summary>What is worth keeping of a map; null when it has other keys than a few short texts.</summary>
    public static PickleKeys? Of(WireMap map)
    {
        if (map.Count is < 2 or > Most)
        {
            return null;
        }

        foreach (ref readonly var key in map.Keys)
        {
            // Only ASCII: with lone surrogates a key has bytes of its own.
            if (key.AsStringOrNull() is not { Length: <= Longest } text || !Ascii.IsValid(text))
            {
                return null;
            }
        }

        return new PickleKeys(map.Share());
    }
}
