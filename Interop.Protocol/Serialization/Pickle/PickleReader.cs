using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Reads pickles of protocols 0 to 5 as data. It has an allow list instead of imports, so that nothing a pickle names is
/// loaded, called or made. Source: CPython <c>Lib/pickle.py, _Unpickler</c>.</summary>
public static class PickleReader
{
    /// <summary>Reads one pickle; bytes behind its end do not count, as in CPython.</summary>
    /// <param name="pickle">The bytes.</param>
    /// <param name="options">Limits and types; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The pickle is damaged, exceeds a limit or names what is not allowed.</exception>
    public static WireValue Read(ReadOnlySpan<byte> pickle, PickleOptions? options = null) =>
        Read(pickle, options ?? PickleOptions.Default, isShort: true);

    internal static WireValue Read(ReadOnlySpan<byte> pickle, PickleOptions options, bool isShort)
    {
        var scratch = PickleScratch.Rent();
        var machine = new PickleMachine(pickle, options, scratch, isShort);
        try
        {
            return machine.Run();
        }
        finally
        {
            machine.Release();
        }
    }
}
