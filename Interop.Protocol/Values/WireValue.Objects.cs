using System.Numerics;

namespace Interop.Protocol.Values;

/// <content>The kinds that JSON has no form for at all; pickle carries them.</content>
public readonly partial struct WireValue
{
    /// <summary>True for a <c>set</c> or a <c>frozenset</c>.</summary>
    public bool IsSet => Kind is WireKind.Set or WireKind.FrozenSet;

    /// <summary>True for the kinds that hold a list of values: <c>list</c>, <c>tuple</c>, <c>set</c>, <c>frozenset</c>.</summary>
    public bool IsSequence => Kind is WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet;

    /// <summary>A Python <c>bytearray</c>; the memory must not change afterwards.</summary>
    public static WireValue ByteArray(ReadOnlyMemory<byte> value) => new(WireKind.ByteArray, value);

    /// <summary>A Python 2 <c>str</c> that stays bytes; the memory must not change afterwards.</summary>
    public static WireValue LegacyString(ReadOnlyMemory<byte> value) => new(WireKind.LegacyString, value);

    /// <summary>A Python <c>timedelta</c>.</summary>
    public static WireValue TimeDelta(PythonTimeDelta value) => new(WireKind.TimeDelta, value);

    /// <summary>A Python <c>timedelta</c>; ticks below a microsecond are dropped.</summary>
    public static WireValue TimeDelta(TimeSpan value) => TimeDelta(PythonTimeDelta.From(value));

    /// <summary>A Python <c>complex</c>.</summary>
    public static WireValue Complex(Complex value) => new(WireKind.Complex, value);

    /// <summary>An exception: its class and <see cref="WireObject.Args"/>, Python's <c>exc.args</c>.</summary>
    public static WireValue Exception(WireObject value) => new(WireKind.Exception, value);

    /// <summary>An object of a class that no other kind covers.</summary>
    public static WireValue Object(WireObject value) => new(WireKind.Object, value);

    /// <summary>A reference to a class.</summary>
    public static WireValue Class(WireClass value) => new(WireKind.Class, value);

    /// <summary>Stands inside <paramref name="container"/>, at any depth, for that container itself.</summary>
    /// <param name="container">The list, tuple, set, map or object that it means.</param>
    public static WireValue Recursion(WireValue container) => new(WireKind.Recursion, new WireRecursion(container));

    /// <summary>The value of a <c>timedelta</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public PythonTimeDelta AsTimeDelta() => (PythonTimeDelta)Expect(WireKind.TimeDelta)._object!;

    /// <summary>The value of a <c>complex</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public Complex AsComplex() => (Complex)Expect(WireKind.Complex)._object!;

    /// <summary>What is known of an exception or object.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public WireObject AsObject() => _object as WireObject ?? (WireObject)Expect(WireKind.Object)._object!;

    /// <summary>The class that the value refers to.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public WireClass AsClass() => (WireClass)Expect(WireKind.Class)._object!;

    /// <summary>The container that a <see cref="WireKind.Recursion"/> means. Following it walks in circles.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public WireValue AsRecursion() => ((WireRecursion)Expect(WireKind.Recursion)._object!).Container;

    /// <summary>True for what Python compares as a number when it is a key.</summary>
    internal bool IsNumber => Kind is WireKind.Boolean or WireKind.Integer or WireKind.Float;

    /// <summary>True when both are one text object; equal texts need not be.</summary>
    internal bool IsSameText(in WireValue other) => Kind == WireKind.String && ReferenceEquals(_object, other._object);

    // What the pickle machine notes about a class or an object on its stack; no part of the value.
    internal long Tag => _bits;

    /// <summary>Stands where a list of values has a gap; never part of a value.</summary>
    internal static WireValue Missing => new((WireKind)byte.MaxValue, null);

    internal bool IsMissing => Kind == (WireKind)byte.MaxValue;

    /// <summary>Stands in a memo for a row of a table, by the numbers of both; never part of a value.</summary>
    internal static WireValue Row(int table, int row) => new((WireKind)(byte.MaxValue - 1), null, ((long)table << 32) | (uint)row);

    internal bool IsRow(out int table, out int row)
    {
        (table, row) = ((int)(_bits >> 32), (int)_bits);
        return Kind == (WireKind)(byte.MaxValue - 1);
    }

    internal static WireValue Class(WireClass value, long tag) => new(WireKind.Class, value, tag);

    internal static WireValue Object(WireObject value, long tag) => new(WireKind.Object, value, tag);

    internal static WireValue Exception(WireObject value, long tag) => new(WireKind.Exception, value, tag);

    /// <summary>The value by which Python tells keys apart: <c>1</c>, <c>1.0</c> and <c>True</c> are one integer.</summary>
    internal WireValue AsKey() => Kind switch
    {
        WireKind.Boolean => Integer(_bits),
        WireKind.Float when double.IsInteger(AsDouble()) => Integer(new BigInteger(AsDouble())),
        _ => this,
    };

    // Two of them are equal when they mean containers of one kind: comparing the containers would not end.
    private sealed class WireRecursion(WireValue container) : IEquatable<WireRecursion>
    {
        public WireValue Container => container;

        public bool Equals(WireRecursion? other) => other?.Container.Kind == container.Kind;

        public override bool Equals(object? obj) => Equals(obj as WireRecursion);

        public override int GetHashCode() => (int)container.Kind;
    }
}
