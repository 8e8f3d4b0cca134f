using System.Numerics;
using Interop.Protocol.Text;

namespace Interop.Protocol.Values;

public readonly partial struct WireValue
{
    /// <summary>Equality of kind and content: <c>1</c>, <c>1.0</c> and <c>True</c> differ, a list differs from a tuple, NaN
    /// equals NaN.</summary>
    public static bool operator ==(WireValue left, WireValue right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(WireValue left, WireValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(WireValue other)
    {
        if (Kind != other.Kind)
        {
            return false;
        }

        return Kind switch
        {
            WireKind.None => true,
            WireKind.Boolean or WireKind.Date => _bits == other._bits,
            WireKind.Integer => _object is null ? other._object is null && _bits == other._bits : _object.Equals(other._object),
            WireKind.Float => FloatEquals(AsDouble(), other.AsDouble()),
            WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString => AsBytes().Span.SequenceEqual(other.AsBytes().Span),
            WireKind.List or WireKind.Tuple => AsItems().SequenceEqual(other.AsItems()),
            WireKind.Set or WireKind.FrozenSet => new HashSet<WireValue>(AsItems()).SetEquals(other.AsItems()),
            _ => _object!.Equals(other._object),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WireValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        WireKind.None => 0,
        WireKind.Integer when _object is not null => _object.GetHashCode(),
        WireKind.Float when double.IsNaN(AsDouble()) => 1,
        WireKind.Boolean or WireKind.Date or WireKind.Integer or WireKind.Float => BitsHash(_bits),
        WireKind.Complex => HashCode.Combine(Float(AsComplex().Real), Float(AsComplex().Imaginary)),
        WireKind.TimeDelta => HashCode.Combine(AsTimeDelta().Days, AsTimeDelta().Seconds, AsTimeDelta().Microseconds),
        WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString => BytesHash(AsBytes().Span),
        WireKind.List or WireKind.Tuple => ItemsHash(AsItems()),
        WireKind.Set or WireKind.FrozenSet => SetHash(AsItems()),
        WireKind.Map => HashCode.Combine(Kind, AsMap().Count),
        _ => _object!.GetHashCode(),
    };

    /// <summary>A Python <c>str</c>, or <c>None</c> for null.</summary>
    public static implicit operator WireValue(string? value) => String(value);

    /// <summary>A Python <c>int</c>.</summary>
    public static implicit operator WireValue(int value) => Integer(value);

    /// <summary>A Python <c>int</c>.</summary>
    public static implicit operator WireValue(long value) => Integer(value);

    /// <summary>A Python <c>int</c>.</summary>
    public static implicit operator WireValue(BigInteger value) => Integer(value);

    /// <summary>A Python <c>float</c>.</summary>
    public static implicit operator WireValue(double value) => Float(value);

    /// <summary>A Python <c>bool</c>.</summary>
    public static implicit operator WireValue(bool value) => Boolean(value);

    /// <summary>A Python <c>datetime</c>.</summary>
    public static implicit operator WireValue(IsoTimestamp value) => DateTime(value);

    /// <summary>A Python <c>dict</c>.</summary>
    public static implicit operator WireValue(WireMap value) => Map(value);

    /// <summary>A Python <c>list</c>.</summary>
    public static implicit operator WireValue(WireValue[] value) => List(value);

    private static bool FloatEquals(double left, double right) =>
        left.Equals(right) && (double.IsNaN(left) || double.IsNegative(left) == double.IsNegative(right));

    // HashCode is seeded per process, so that nobody can send keys that all fall into one bucket; the two halves go in apart,
    // since long.GetHashCode lets them cancel each other out.
    private int BitsHash(long bits) => HashCode.Combine(Kind, (int)bits, (int)(bits >> 32));

    // Every item counts in a tuple, for the same reason. A list is never a key, so its length will do.
    private static int ItemsHash(IReadOnlyList<WireValue> items)
    {
        var hash = default(HashCode);
        hash.Add(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            hash.Add(items[i] is { Kind: WireKind.List } inner ? inner.AsItems().Count : items[i].GetHashCode());
        }

        return hash.ToHashCode();
    }

    private static int SetHash(IReadOnlyList<WireValue> items)
    {
        var sum = items.Count;
        for (var i = 0; i < items.Count; i++)
        {
            sum = unchecked(sum + items[i].GetHashCode());
        }

        return sum;
    }

    private static int BytesHash(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
