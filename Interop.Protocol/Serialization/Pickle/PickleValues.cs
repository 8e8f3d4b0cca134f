using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Makes the values whose classes the allow list knows out of the arguments they are pickled with. Arguments that no
/// pickler writes give null.</summary>
internal static class PickleValues
{
    public static WireValue? Make(WireClass type, PickleTag tag, IReadOnlyList<WireValue> args) => tag switch
    {
        PickleTag.CodecsEncode => Encode(args) is { } bytes ? WireValue.Bytes(bytes) : default(WireValue?),
        PickleTag.Bytes => Bytes(args) is { } bytes ? WireValue.Bytes(bytes) : default(WireValue?),
        PickleTag.ByteArray => Bytes(args) is { } bytes ? WireValue.ByteArray(bytes) : default(WireValue?),
        PickleTag.DateTime or PickleTag.Date or PickleTag.Time => PickleTimes.Make(tag, args),
        PickleTag.TimeDelta => PickleTimes.TimeDelta(args),
        PickleTag.Decimal => Decimal(args),
        PickleTag.Uuid => args is [{ Kind: WireKind.String } hex] && Guid.TryParse(hex.AsString(), out var uuid)
            ? WireValue.Uuid(uuid) : default(WireValue?),
        PickleTag.Fraction => Fraction(type, args),
        PickleTag.Complex => Complex(args),
        PickleTag.Set => Items(args) is { } items ? WireValue.Set(items) : default(WireValue?),
        PickleTag.FrozenSet => Items(args) is { } items ? WireValue.FrozenSet(items) : default(WireValue?),
        PickleTag.Range => Range(type, args),
        PickleTag.Slice => args.Count == 3 ? Object(type, args) : default(WireValue?),
        PickleTag.OrderedDict => OrderedDict(type, args),
        PickleTag.DefaultDict => args is [] or [{ Kind: WireKind.Class or WireKind.None }]
            ? WireValue.Object(new WireObject { Class = type, Args = args, Pairs = new WireMap() }, (long)tag) : default(WireValue?),
        PickleTag.Deque => Deque(type, args),
        _ => null,
    };

    /// <summary>The value of a <c>UUID</c> out of its state.</summary>
    public static WireValue? Uuid(WireValue state)
    {
        if (state.Kind != WireKind.Map || state.AsMap().Count > 8)
        {
            return null;
        }

        foreach (var (key, value) in state.AsMap())
        {
            var isInt = key.AsStringOrNull() == "int" || key.Kind == WireKind.Bytes && key.AsBytes().Span.SequenceEqual("int"u8);
            if (isInt && value.Kind == WireKind.Integer && value.AsBigInteger() is { Sign: >= 0 } number
                && number.GetByteCount(isUnsigned: true) <= 16)
            {
                Span<byte> bytes = stackalloc byte[16];
                bytes.Clear();
                var length = number.GetByteCount(isUnsigned: true);
                number.TryWriteBytes(bytes[(16 - length)..], out _, isUnsigned: true, isBigEndian: true);
                return WireValue.Uuid(new Guid(bytes, bigEndian: true));
            }
        }

        return null;
    }

    /// <summary>The bytes that a state or a Python 2 string means; null for other kinds, or text beyond Latin-1.</summary>
    public static byte[]? Latin1(WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString:
                return value.AsBytes().ToArray();
            case WireKind.String:
                var text = value.AsString();
                return text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? null : Encoding.Latin1.GetBytes(text);
            default:
                return null;
        }
    }

    /// <summary>A number that fits an int; of another kind, or beyond, null.</summary>
    public static int? Int(WireValue value) =>
        value.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    // _codecs.encode(text, "latin1"): how bytes travel below protocol 3
    private static byte[]? Encode(IReadOnlyList<WireValue> args) =>
        args is [{ Kind: WireKind.String } text, { Kind: WireKind.String } codec]
        && codec.AsString() is "latin1" or "latin-1" or "iso-8859-1"
            ? Latin1(text)
            : null;

    private static byte[]? Bytes(IReadOnlyList<WireValue> args) => args switch
    {
        [] => [],
        [{ Kind: WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString } given] => Latin1(given),
        [{ Kind: WireKind.String } text, { Kind: WireKind.String }] => Encode(args),
        [{ Kind: WireKind.List } numbers] => Bytes(numbers.AsItems()
            .Select(number => number.TryGetInt64(out var value) && value is >= 0 and <= 255 ? (int)value : -1).ToList()),
        _ => null,
    };

    private static byte[]? Bytes(List<int> values) => values.Contains(-1) ? null : [.. values.Select(value => (byte)value)];

    private static WireValue? Decimal(IReadOnlyList<WireValue> args)
    {
        var text = args switch
        {
            [{ Kind: WireKind.String } given] => given.AsString(),
            [{ Kind: WireKind.Integer } number] => number.AsBigInteger().ToString(CultureInfo.InvariantCulture),
            [{ Kind: WireKind.Tuple or WireKind.List } parts] => DecimalText(parts.AsItems()),
            _ => null,
        };
        return text is not null && PythonLiterals.IsDecimal(text) ? WireValue.Decimal(text) : default(WireValue?);
    }

    // Decimal((sign, digits, exponent)), as_tuple's form
    private static string? DecimalText(IReadOnlyList<WireValue> parts)
    {
        if (parts is not [var sign, { Kind: WireKind.Tuple or WireKind.List } digits, var exponent]
            || Int(sign) is not (0 or 1) || !digits.AsItems().All(digit => Int(digit) is >= 0 and <= 9))
        {
            return null;
        }

        var text = new StringBuilder(Int(sign) == 1 ? "-" : "");
        foreach (var digit in digits.AsItems())
        {
            text.Append((char)('0' + Int(digit)!.Value));
        }

        return exponent.AsStringOrNull() switch
        {
            "F" => Int(sign) == 1 ? "-Infinity" : "Infinity",
            "n" => $"{(Int(sign) == 1 ? "-" : "")}NaN{text.ToString().TrimStart('-')}",
            null when Int(exponent) is { } power => text.Append(CultureInfo.InvariantCulture, $"E{power}").ToString(),
            _ => null,
        };
    }

    // Two numbers since Python 3.12, the text "1/3" before
    private static WireValue? Fraction(WireClass type, IReadOnlyList<WireValue> args)
    {
        if (args is [{ Kind: WireKind.Integer }, { Kind: WireKind.Integer } below])
        {
            return below.AsBigInteger().IsZero ? default(WireValue?) : Object(type, args);
        }

        if (args is not [{ Kind: WireKind.String } given] || given.AsString().Length > 2 * 4300)
        {
            return null;
        }

        var parts = given.AsString().Split('/');
        return parts.Length <= 2
            && BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)
            && BigInteger.TryParse(parts.Length == 2 ? parts[1] : "1", NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && !denominator.IsZero
            ? Object(type, [numerator, denominator])
            : default(WireValue?);
    }

    private static WireValue? Complex(IReadOnlyList<WireValue> args) =>
        args is [{ Kind: WireKind.Float or WireKind.Integer } real, { Kind: WireKind.Float or WireKind.Integer } imaginary]
            ? WireValue.Complex(new Complex(real.AsDouble(), imaginary.AsDouble()))
            : default(WireValue?);

    private static WireValue? Range(WireClass type, IReadOnlyList<WireValue> args)
    {
        if (args.Count is < 1 or > 3 || args.Any(arg => arg.Kind != WireKind.Integer))
        {
            return null;
        }

        return args.Count switch
        {
            1 => Object(type, [0, args[0], 1]),
            2 => Object(type, [args[0], args[1], 1]),
            _ => Object(type, args),
        };
    }

    private static WireValue? OrderedDict(WireClass type, IReadOnlyList<WireValue> args)
    {
        var pairs = new WireMap();
        if (args is [{ Kind: WireKind.Map } map])
        {
            pairs = map.AsMap();
        }
        else if (args is [{ Kind: WireKind.List } list])
        {
            // Python 2.7 gives the pairs as lists of two.
            foreach (var item in list.AsItems())
            {
                if (item.Kind is not (WireKind.List or WireKind.Tuple)
                    || item.AsItems() is not [{ Kind: <= WireKind.Bytes or (>= WireKind.DateTime and <= WireKind.Uuid) } key, var value])
                {
                    return null;
                }

                pairs.Merge([key, value]);
            }
        }
        else if (args.Count > 0)
        {
            return null;
        }

        return WireValue.Object(new WireObject { Class = type, Pairs = pairs }, (long)PickleTag.OrderedDict);
    }

    // deque((), maxlen) and what follows it; Python 2 gives the items at once
    private static WireValue? Deque(WireClass type, IReadOnlyList<WireValue> args)
    {
        if (args.Count > 2 || args.Count > 0 && !args[0].IsSequence
            || args.Count == 2 && args[1].Kind is not (WireKind.Integer or WireKind.None))
        {
            return null;
        }

        IReadOnlyList<WireValue> kept = args is [_, { Kind: WireKind.Integer } longest] ? [WireValue.Tuple([]), longest] : [];
        var items = args.Count > 0 ? new List<WireValue>(args[0].AsItems()) : [];
        return WireValue.Object(new WireObject { Class = type, Args = kept, Items = items }, (long)PickleTag.Deque);
    }

    private static WireValue[]? Items(IReadOnlyList<WireValue> args) => args switch
    {
        [] => [],
        [{ IsSequence: true } given] => [.. given.AsItems()],
        _ => null,
    };

    private static WireValue Object(WireClass type, IReadOnlyList<WireValue> args) =>
        WireValue.Object(new WireObject { Class = type, Args = args }, (long)PickleTag.Finished);
}
