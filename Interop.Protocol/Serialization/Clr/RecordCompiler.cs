using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Makes a record out of values: member <c>i</c> is <c>values[places[i]]</c>, or is left alone where that is negative.</summary>
internal delegate T RecordReader<T>(ClrConverter[] converters, ClrCodec codec, ReadOnlySpan<WireValue> values, int[] places);

/// <summary>Turns the members of a record into values, in their order.</summary>
internal delegate void RecordWriter<T>(ClrConverter[] converters, ClrCodec codec, T value, Span<WireValue> values);

/// <summary>Methods that move values in and out of records without boxing them, one for each type of record.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal static class RecordCompiler
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Reads by a constructor and setters.</summary>
    /// <param name="constructor">Its parameters are the members at <paramref name="arguments"/>.</param>
    /// <param name="arguments">For each parameter, which member it is.</param>
    /// <param name="members">The members; those that are no parameters are set afterwards, null where they cannot be.</param>
    public static RecordReader<T> Reader<T>(ConstructorInfo constructor, int[] arguments, MemberInfo?[] members)
    {
        var method = new DynamicMethod(
            "Read", typeof(T), [typeof(ClrConverter[]), typeof(ClrCodec), typeof(ReadOnlySpan<WireValue>), typeof(int[])],
            typeof(RecordCompiler).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        var parameters = constructor.GetParameters();
        for (var i = 0; i < arguments.Length; i++)
        {
            Read(code, parameters[i].ParameterType, arguments[i]);
        }

        code.Emit(OpCodes.Newobj, constructor);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] is not { } member || Array.IndexOf(arguments, i) >= 0)
            {
                continue;
            }

            var next = code.DefineLabel();
            code.Emit(OpCodes.Ldarg_3);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldelem_I4);
            code.Emit(OpCodes.Ldc_I4_0);
            code.Emit(OpCodes.Blt, next);
            code.Emit(OpCodes.Dup);
            Read(code, TypeOf(member), i);
            if (member is FieldInfo field)
            {
                code.Emit(OpCodes.Stfld, field);
            }
            else
            {
                code.Emit(OpCodes.Callvirt, ((PropertyInfo)member).SetMethod!);
            }

            code.MarkLabel(next);
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<RecordReader<T>>();
    }

    /// <summary>Writes by getters.</summary>
    public static RecordWriter<T> Writer<T>(MemberInfo[] members)
    {
        var method = new DynamicMethod(
            "Write", null, [typeof(ClrConverter[]), typeof(ClrCodec), typeof(T), typeof(Span<WireValue>)],
            typeof(RecordCompiler).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        for (var i = 0; i < members.Length; i++)
        {
            var type = TypeOf(members[i]);
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldarg_3);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(typeof(T).IsValueType ? OpCodes.Ldarga : OpCodes.Ldarg, (short)2);
            if (members[i] is FieldInfo field)
            {
                code.Emit(OpCodes.Ldfld, field);
            }
            else
            {
                code.Emit(typeof(T).IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)members[i]).GetMethod!);
            }

            code.Emit(OpCodes.Call, Method(nameof(ToWire), nameof(TextToWire), nameof(ObjectToWire), type));
        }

        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<RecordWriter<T>>();
    }

    private static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static void Read(ILGenerator code, Type type, int member)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Ldarg_3);
        code.Emit(OpCodes.Ldc_I4, member);
        code.Emit(OpCodes.Call, Method(nameof(FromWire), nameof(TextFromWire), nameof(ObjectFromWire), type));
    }

    private static MethodInfo Method(string plain, string ofText, string ofObject, Type type) =>
        type == typeof(string) ? typeof(RecordCompiler).GetMethod(ofText, Any)!
            : typeof(RecordCompiler).GetMethod(type.IsValueType ? plain : ofObject, Any)!.MakeGenericMethod(type);

    // What is plainly the type that is wanted needs no converter; whatever else there is, the converter takes or refuses.
    private static T? FromWire<T>(ClrConverter[] converters, ClrCodec codec, ReadOnlySpan<WireValue> values, int[] places, int member)
    {
        ref readonly var value = ref values[places[member]];
        if (typeof(T) == typeof(int) && value.TryGetInt64(out var number) && number == (int)number)
        {
            return (T)(object)(int)number;
        }

        if (typeof(T) == typeof(long) && value.TryGetInt64(out number))
        {
            return (T)(object)number;
        }

        if (typeof(T) == typeof(double) && value.TryGetFloat(out var real))
        {
            return (T)(object)real;
        }

        if (typeof(T) == typeof(bool) && value.TryGetBoolean(out var truth))
        {
            return (T)(object)truth;
        }

        return Unsafe.As<ClrConverter<T>>(converters[member]).FromWire(codec, value);
    }

    private static string? TextFromWire(
        ClrConverter[] converters, ClrCodec codec, ReadOnlySpan<WireValue> values, int[] places, int member)
    {
        ref readonly var value = ref values[places[member]];
        return value.AsStringOrNull() ?? Unsafe.As<ClrConverter<string>>(converters[member]).FromWire(codec, value);
    }

    private static T? ObjectFromWire<T>(
        ClrConverter[] converters, ClrCodec codec, ReadOnlySpan<WireValue> values, int[] places, int member)
        where T : class =>
        Unsafe.As<ClrConverter<T>>(converters[member]).FromWire(codec, values[places[member]]);

    private static void ToWire<T>(ClrConverter[] converters, ClrCodec codec, Span<WireValue> values, int member, T value) =>
        values[member] = typeof(T) == typeof(int) ? WireValue.Integer((int)(object)value!)
            : typeof(T) == typeof(long) ? WireValue.Integer((long)(object)value!)
            : typeof(T) == typeof(double) ? WireValue.Float((double)(object)value!)
            : typeof(T) == typeof(bool) ? WireValue.Boolean((bool)(object)value!)
            : Unsafe.As<ClrConverter<T>>(converters[member]).ToWire(codec, value);

    private static void TextToWire(ClrConverter[] converters, ClrCodec codec, Span<WireValue> values, int member, string? value) =>
        values[member] = WireValue.String(value);

    private static void ObjectToWire<T>(ClrConverter[] converters, ClrCodec codec, Span<WireValue> values, int member, T? value)
        where T : class =>
        values[member] = value is null ? WireValue.None : Unsafe.As<ClrConverter<T>>(converters[member]).ToWire(codec, value);
}
