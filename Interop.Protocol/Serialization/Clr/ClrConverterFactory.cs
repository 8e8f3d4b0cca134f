using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Picks the converter of a type. Converters hold no state, so all codecs share them.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal static class ClrConverterFactory
{
    private static readonly ConcurrentDictionary<Type, ClrConverter> Known = new(new ClrConverter[]
    {
        new BooleanConverter(), new StringConverter(), new CharConverter(), new UriConverter(),
        new IntegerConverter<int>(), new IntegerConverter<long>(), new IntegerConverter<short>(), new IntegerConverter<byte>(),
        new IntegerConverter<uint>(), new IntegerConverter<ulong>(), new IntegerConverter<ushort>(), new IntegerConverter<sbyte>(),
        new IntegerConverter<nint>(), new IntegerConverter<nuint>(), new IntegerConverter<Int128>(),
        new IntegerConverter<UInt128>(), new IntegerConverter<BigInteger>(),
        new FloatConverter<double>(), new FloatConverter<float>(), new FloatConverter<Half>(), new ComplexConverter(),
        new DecimalConverter(), new GuidConverter(), new ByteArrayConverter(), new ReadOnlyMemoryConverter(), new MemoryConverter(),
        new IsoTimestampConverter(), new DateTimeConverter(), new DateTimeOffsetConverter(), new DateOnlyConverter(),
        new TimeOnlyConverter(), new TimeSpanConverter(), new WireValueConverter(), new WireMapConverter(), new NaturalConverter(),
        new Canvas.SignatureConverter(), new Results.RemoteErrorConverter(),
    }.ToDictionary(Target));

    private static readonly Type[] TupleTypes =
    [
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>),
        typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(KeyValuePair<,>),
    ];

    private static readonly Type[] ListTypes =
    [
        typeof(List<>), typeof(IList<>), typeof(ICollection<>), typeof(IEnumerable<>), typeof(IReadOnlyList<>),
        typeof(IReadOnlyCollection<>),
    ];

    private static readonly Type[] SetTypes = [typeof(HashSet<>), typeof(ISet<>), typeof(IReadOnlySet<>)];

    private static readonly Type[] MapTypes = [typeof(Dictionary<,>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>)];

    public static ClrConverter Get(Type type) => Known.TryGetValue(type, out var known) ? known : Known.GetOrAdd(type, Create);

    public static bool IsTuple(Type type) => type.IsGenericType && TupleTypes.Contains(type.GetGenericTypeDefinition());

    private static ClrConverter Create(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Make(typeof(NullableConverter<>), value);
        }

        if (type.IsEnum)
        {
            return Make(typeof(EnumConverter<>), type);
        }

        if (IsTuple(type))
        {
            return Make(typeof(TupleConverter<>), type);
        }

        return type.GetCustomAttribute<JsonConverterAttribute>(inherit: false) is null && typeof(IEnumerable).IsAssignableFrom(type)
            ? CreateCollection(type) ?? Make(typeof(ObjectConverter<>), type)
            : Make(typeof(ObjectConverter<>), type);
    }

    private static ClrConverter? CreateCollection(Type type)
    {
        if (type.IsSZArray)
        {
            return Make(typeof(ArrayConverter<>), type.GetElementType()!);
        }

        if (type.IsGenericType)
        {
            var open = type.GetGenericTypeDefinition();
            var arguments = type.GetGenericArguments();
            if (ListTypes.Contains(open))
            {
                return Make(typeof(ListConverter<,>), type, arguments[0]);
            }

            if (SetTypes.Contains(open))
            {
                return Make(typeof(SetConverter<,>), type, arguments[0]);
            }

            if (MapTypes.Contains(open))
            {
                return Make(typeof(MapConverter<,,>), type, arguments[0], arguments[1]);
            }
        }

        // JsonNode and JsonElement enumerate too, but are documents; value types go to the serializer as they are.
        if (type.IsValueType || type.Namespace == "System.Text.Json.Nodes")
        {
            return null;
        }

        if ((Argument(type, typeof(IDictionary<,>)) ?? Argument(type, typeof(IReadOnlyDictionary<,>))) is { } map)
        {
            return Make(typeof(OtherMapConverter<,,>), [type, .. map]);
        }

        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            return null;
        }

        return Argument(type, typeof(IEnumerable<>)) is { } items
            ? Make(typeof(OtherSequenceConverter<,>), type, items[0])
            : Make(typeof(UntypedSequenceConverter<>), type);
    }

    private static Type[]? Argument(Type type, Type open) => type.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == open)?.GetGenericArguments();

    private static ClrConverter Make(Type open, params Type[] arguments) =>
        (ClrConverter)Activator.CreateInstance(open.MakeGenericType(arguments))!;

    private static Type Target(ClrConverter converter)
    {
        var type = converter.GetType();
        while (!type!.IsGenericType || type.GetGenericTypeDefinition() != typeof(ClrConverter<>))
        {
            type = type.BaseType;
        }

        return type.GetGenericArguments()[0];
    }
}
