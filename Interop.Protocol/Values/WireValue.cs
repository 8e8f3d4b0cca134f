using System.Globalization;
using System.Numerics;
using Interop.Protocol.Text;

namespace Interop.Protocol.Values;

/// <summary>One Python value as it crosses the wire, whatever the serializer. Immutable; its default is <see cref="None"/>.</summary>
public readonly partial struct WireValue : IEquatable<WireValue>
{
    private readonly object? _object;
    private readonly long _bits;
    private readonly long _kind; // as wide as what is copied at once: a byte in a word that is read whole stalls the processor

    private WireValue(WireKind kind, object? value, long bits = 0)
    {
        _kind = (long)kind;
        _object = value;
        _bits = bits;
    }

    /// <summary>Which Python type this is.</summary>
    public WireKind Kind => (WireKind)_kind;

    /// <summary>Python <c>None</c>.</summary>
    public static WireValue None => default;

    /// <summary>True for Python <c>None</c>.</summary>
    public bool IsNone => Kind == WireKind.None;

    /// <summary>A Python <c>bool</c>.</summary>
    public static WireValue Boolean(bool value) => new(WireKind.Boolean, null, value ? 1 : 0);

    /// <summary>A Python <c>int</c>.</summary>
    public static WireValue Integer(long value) => new(WireKind.Integer, null, value);

    /// <summary>A Python <c>int</c> of any size.</summary>
    public static WireValue Integer(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Integer((long)value) : new(WireKind.Integer, value);

    /// <summary>A Python <c>float</c>.</summary>
    public static WireValue Float(double value) => new(WireKind.Float, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A Python <c>str</c>, or <c>None</c> for null.</summary>
    public static WireValue String(string? value) => value is null ? None : new(WireKind.String, value);

    /// <summary>A Python <c>bytes</c>; the memory must not change afterwards.</summary>
    public static WireValue Bytes(ReadOnlyMemory<byte> value) => new(WireKind.Bytes, value);

    /// <summary>A Python <c>list</c>; the list must not change afterwards.</summary>
    public static WireValue List(IReadOnlyList<WireValue> items) => new(WireKind.List, items);

    /// <summary>A Python <c>tuple</c>; the list must not change afterwards.</summary>
    public static WireValue Tuple(IReadOnlyList<WireValue> items) => new(WireKind.Tuple, items);

    /// <summary>A Python <c>set</c>; the list must not change afterwards.</summary>
    public static WireValue Set(IReadOnlyList<WireValue> items) => new(WireKind.Set, items);

    /// <summary>A Python <c>frozenset</c>; the list must not change afterwards.</summary>
    public static WireValue FrozenSet(IReadOnlyList<WireValue> items) => new(WireKind.FrozenSet, items);

    /// <summary>A Python <c>dict</c>; the map must not change afterwards.</summary>
    public static WireValue Map(WireMap map) => new(WireKind.Map, map);

    /// <summary>A Python <c>datetime</c>.</summary>
    public static WireValue DateTime(IsoTimestamp value) => new(WireKind.DateTime, value);

    /// <summary>A Python <c>date</c>.</summary>
    public static WireValue Date(DateOnly value) => new(WireKind.Date, null, value.DayNumber);

    /// <summary>A Python <c>time</c> by its <c>isoformat</c> text.</summary>
    public static WireValue Time(string isoText) => new(WireKind.Time, isoText);

    /// <summary>A Python <c>Decimal</c> by its text, e.g. <c>1.10</c>.</summary>
    public static WireValue Decimal(string text) => new(WireKind.Decimal, text);

    /// <summary>A Python <c>Decimal</c>.</summary>
    public static WireValue Decimal(decimal value) => Decimal(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A Python <c>UUID</c>.</summary>
    public static WireValue Uuid(Guid value) => new(WireKind.Uuid, value);

    /// <summary>The value of a <c>bool</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBoolean() => Expect(WireKind.Boolean)._bits != 0;

    /// <summary>The value of an <c>int</c> that fits 64 bits.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    /// <exception cref="OverflowException">The integer does not fit.</exception>
    public long AsInt64() => Expect(WireKind.Integer)._object is BigInteger big ? (long)big : _bits;

    /// <summary>The value of an <c>int</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public BigInteger AsBigInteger() => Expect(WireKind.Integer)._object is BigInteger big ? big : _bits;

    /// <summary>The value of an <c>int</c> if it is one and fits 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = _bits;
        return Kind == WireKind.Integer && _object is null;
    }

    /// <summary>The value of a <c>float</c> if it is one.</summary>
    internal bool TryGetFloat(out double value)
    {
        value = BitConverter.Int64BitsToDouble(_bits);
        return Kind == WireKind.Float;
    }

    /// <summary>The value of a <c>bool</c> if it is one.</summary>
    internal bool TryGetBoolean(out bool value)
    {
        value = _bits != 0;
        return Kind == WireKind.Boolean;
    }

    /// <summary>The value of a <c>float</c>, or of an <c>int</c> widened to one.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsDouble() => Kind != WireKind.Integer ? BitConverter.Int64BitsToDouble(Expect(WireKind.Float)._bits)
        : _object is BigInteger big ? Nearest(big) : _bits;

    /// <summary>The text of a <c>str</c>, <c>Decimal</c> or <c>time</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsString() => _object as string ?? (string)Expect(WireKind.String)._object!;

    /// <summary>The content of a <c>bytes</c>, <c>bytearray</c> or Python 2 <c>str</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public ReadOnlyMemory<byte> AsBytes() => Kind is WireKind.ByteArray or WireKind.LegacyString
        ? (ReadOnlyMemory<byte>)_object!
        : (ReadOnlyMemory<byte>)Expect(WireKind.Bytes)._object!;

    /// <summary>The items of a <c>list</c>, <c>tuple</c>, <c>set</c> or <c>frozenset</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public IReadOnlyList<WireValue> AsItems() =>
        _object as IReadOnlyList<WireValue> ?? (IReadOnlyList<WireValue>)Expect(WireKind.List)._object!;

    /// <summary>The pairs of a <c>dict</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public WireMap AsMap() => (WireMap)Expect(WireKind.Map)._object!;

    /// <summary>The value of a <c>datetime</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public IsoTimestamp AsDateTime() => (IsoTimestamp)Expect(WireKind.DateTime)._object!;

    /// <summary>The value of a <c>date</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public DateOnly AsDate() => DateOnly.FromDayNumber((int)Expect(WireKind.Date)._bits);

    /// <summary>The value of a <c>UUID</c>.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public Guid AsUuid() => (Guid)Expect(WireKind.Uuid)._object!;

    /// <summary>The text of a <c>str</c>, or null for every other kind.</summary>
    public string? AsStringOrNull() => Kind == WireKind.String ? (string)_object! : null;

    /// <summary>Python's <c>repr</c> of the value.</summary>
    public override string ToString() => PythonRepr.Format(this);

    // The cast cuts digits off where Python rounds to the nearest.
    private static double Nearest(BigInteger value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private WireValue Expect(WireKind kind) => Kind == kind
        ? this
        : throw new InvalidOperationException($"The value {PythonRepr.Format(this)} is of kind {Kind}, not {kind}.");
}
