using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Writes pickles of protocols 0 to 5 that CPython reads back as equal values.</summary>
/// <remarks>Sizes differ from CPython's: nothing is framed, and only what repeats is put into the memo. A Python 2 string that is
/// no text is written as <c>bytes</c>, since Python 3 could not read it otherwise. Source: CPython <c>Lib/pickle.py, _Pickler</c>.</remarks>
public static class PickleWriter
{
    /// <summary>Writes one value.</summary>
    /// <param name="output">Where to; nothing is written when the value cannot be.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">The protocol, the depth and the registered types; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="MessageEncodeException">Python has no such value: a list as key, two keys that are equal in Python, nesting
    /// beyond <see cref="PickleOptions.MaxDepth"/>, a class without a name.</exception>
    public static void Write(IBufferWriter<byte> output, WireValue value, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= PickleOptions.Default;
        var emitter = new PickleEmitter(options, withIdentities: false);
        try
        {
            if (!emitter.TryWrite(value))
            {
                // Something in it contains itself, so containers need names.
                emitter.Dispose();
                emitter = new PickleEmitter(options, withIdentities: true);
                emitter.TryWrite(value);
            }

            output.Write(emitter.Written);
        }
        finally
        {
            emitter.Dispose();
        }
    }
}
