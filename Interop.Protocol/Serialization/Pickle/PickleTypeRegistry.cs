using System.Collections.Immutable;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Python classes that an app wants to read or write beyond the built-in allow list. Immutable: each method returns a
/// larger registry. A class is found by its exact Python 3 name; nothing is ever loaded for it.</summary>
public sealed class PickleTypeRegistry
{
    private readonly ImmutableDictionary<WireClass, Func<WireObject, WireValue>> _readers;
    private readonly ImmutableDictionary<WireClass, Func<WireObject, WireObject>> _writers;

    private PickleTypeRegistry(
        ImmutableDictionary<WireClass, Func<WireObject, WireValue>> readers,
        ImmutableDictionary<WireClass, Func<WireObject, WireObject>> writers)
    {
        _readers = readers;
        _writers = writers;
    }

    /// <summary>No types but the built-in ones.</summary>
    public static PickleTypeRegistry Empty { get; } = new(
        ImmutableDictionary<WireClass, Func<WireObject, WireValue>>.Empty,
        ImmutableDictionary<WireClass, Func<WireObject, WireObject>>.Empty);

    internal bool HasReaders => !_readers.IsEmpty;

    internal bool HasWriters => !_writers.IsEmpty;

    /// <summary>Reads objects of a class as a value of choice.</summary>
    /// <param name="module">The class's <c>__module__</c>, e.g. <c>collections</c>.</param>
    /// <param name="name">Its <c>__qualname__</c>, e.g. <c>Counter</c>.</param>
    /// <param name="read">Makes the value out of what the pickle says about the object. It may be called more than once for one
    /// object and must not keep or change what it is given. For a class of time zones it may return the offset, a
    /// <see cref="WireKind.TimeDelta"/>.</param>
    public PickleTypeRegistry Read(string module, string name, Func<WireObject, WireValue> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new(_readers.SetItem(new WireClass(module, name), read), _writers);
    }

    /// <summary>Lets objects of a class through as <see cref="WireKind.Object"/>.</summary>
    public PickleTypeRegistry Keep(string module, string name) => Read(module, name, WireValue.Object);

    /// <summary>Writes objects and exceptions of a class in another form, e.g. as a call of a factory.</summary>
    /// <param name="module">Module of the <see cref="WireObject.Class"/> that is to be replaced.</param>
    /// <param name="name">Its name.</param>
    /// <param name="write">Gives what is written: Python calls its <see cref="WireObject.Class"/> with its
    /// <see cref="WireObject.Args"/> and fills in the rest.</param>
    public PickleTypeRegistry Write(string module, string name, Func<WireObject, WireObject> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return new(_readers, _writers.SetItem(new WireClass(module, name), write));
    }

    internal Func<WireObject, WireValue>? FindReader(WireClass name) => _readers.GetValueOrDefault(name);

    internal Func<WireObject, WireObject>? FindWriter(WireClass name) => _writers.GetValueOrDefault(name);
}
