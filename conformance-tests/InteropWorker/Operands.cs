using System.Numerics;
using Interop.Protocol.Values;

namespace InteropWorker;

/// <summary>Python's <c>+</c>, <c>*</c> and <c>sum</c> for the values that JSON has.</summary>
internal static class Operands
{
    public static WireValue Add(WireValue left, WireValue right) => (left.Kind, right.Kind) switch
    {
        (WireKind.String, WireKind.String) => left.AsString() + right.AsString(),
        (WireKind.List, WireKind.List) => WireValue.List([.. left.AsItems(), .. right.AsItems()]),
        _ when WholeOf(left) is { } x && WholeOf(right) is { } y => WireValue.Integer(x + y),
        _ when IsNumber(left) && IsNumber(right) => WireValue.Float(DoubleOf(left) + DoubleOf(right)),
        _ => throw Unsupported('+', left, right),
    };

    public static WireValue Multiply(WireValue left, WireValue right) => (left.Kind, right.Kind) switch
    {
        (WireKind.String or WireKind.List, _) when WholeOf(right) is { } times => Repeat(left, (int)times),
        (_, WireKind.String or WireKind.List) when WholeOf(left) is { } times => Repeat(right, (int)times),
        _ when WholeOf(left) is { } x && WholeOf(right) is { } y => WireValue.Integer(x * y),
        _ when IsNumber(left) && IsNumber(right) => WireValue.Float(DoubleOf(left) * DoubleOf(right)),
        _ => throw Unsupported('*', left, right),
    };

    public static WireValue Sum(WireValue items) => items.Kind == WireKind.List
        ? items.AsItems().Aggregate(WireValue.Integer(0), Add)
        : throw new PythonTypeException($"'{TypeNames.Of(items)}' object is not iterable");

    /// <summary>Whether Python takes the value for true.</summary>
    public static bool IsTrue(WireValue value) => value.Kind switch
    {
        WireKind.None => false,
        WireKind.String => value.AsString().Length > 0,
        WireKind.List => value.AsItems().Count > 0,
        WireKind.Map => value.AsMap().Count > 0,
        _ when IsNumber(value) => DoubleOf(value) != 0,
        _ => true,
    };

    private static BigInteger? WholeOf(WireValue value) => value.Kind switch
    {
        WireKind.Integer => value.AsBigInteger(),
        WireKind.Boolean => value.AsBoolean() ? 1 : 0,
        _ => null,
    };

    private static bool IsNumber(WireValue value) => value.Kind is WireKind.Integer or WireKind.Float or WireKind.Boolean;

    private static double DoubleOf(WireValue value) => WholeOf(value) is { } whole ? (double)whole : value.AsDouble();

    private static WireValue Repeat(WireValue value, int times) => value.Kind == WireKind.String
        ? string.Concat(Enumerable.Repeat(value.AsString(), Math.Max(times, 0)))
        : WireValue.List([.. Enumerable.Repeat(value.AsItems(), Math.Max(times, 0)).SelectMany(items => items)]);

    private static PythonTypeException Unsupported(char sign, WireValue left, WireValue right) => new(
        $"unsupported operand type(s) for {sign}: '{TypeNames.Of(left)}' and '{TypeNames.Of(right)}'");
}
