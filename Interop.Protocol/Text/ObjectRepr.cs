using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Text;

/// <summary>The <c>repr</c> of the kinds that only pickle carries.</summary>
internal static class ObjectRepr
{
    public static string Format(WireValue value) => value.Kind switch
    {
        WireKind.TimeDelta => value.AsTimeDelta().ToString(),
        WireKind.Complex => ComplexNumber(value.AsComplex()),
        WireKind.ByteArray => $"bytearray({Bytes(value.AsBytes().Span)})",
        WireKind.LegacyString => Bytes(value.AsBytes().Span),
        WireKind.Class => $"<class '{value.AsClass()}'>",
        WireKind.Exception => Call(value.AsObject().Class.Name, value.AsObject()),
        WireKind.Object => Call(value.AsObject().Class.ToString(), value.AsObject()),
        WireKind.Recursion => Recursion(value.AsRecursion().Kind),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.Kind, "The kind is text or a container."),
    };

    // float_repr_style "r" without the trailing ".0", as complex_repr asks for it.
    private static string ComplexNumber(Complex value)
    {
        var imaginary = Part(value.Imaginary) + "j";
        if (value.Real == 0 && !double.IsNegative(value.Real))
        {
            return imaginary;
        }

        var sign = imaginary[0] == '-' ? "" : "+";
        return $"({Part(value.Real)}{sign}{imaginary})";
    }

    private static string Part(double value)
    {
        var text = PythonFloat.Format(value);
        return text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
    }

    private static string Bytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length + 3);
        PythonLiterals.AppendBytes(text, bytes);
        return text.ToString();
    }

    private static string Call(string name, WireObject value)
    {
        var parts = value.Args.Select(Part)
            .Concat((value.Kwargs ?? []).Select(pair => $"{pair.Key.AsStringOrNull()}={Part(pair.Value)}"));
        if (value.Items is { } items)
        {
            parts = parts.Append(Part(WireValue.List(items)));
        }

        if (value.Pairs is { } pairs)
        {
            parts = parts.Append(Part(WireValue.Map(pairs)));
        }

        if (value is { Items: null, Pairs: null, State.IsNone: false })
        {
            parts = parts.Append($"state={Part(value.State)}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{name}({string.Join(", ", parts)})");
    }

    private static string Part(WireValue value) => PythonRepr.Format(value);

    private static string Recursion(WireKind kind) => kind switch
    {
        WireKind.List => "[...]",
        WireKind.Tuple => "(...)",
        WireKind.Set or WireKind.FrozenSet or WireKind.Map => "{...}",
        _ => "...",
    };
}
