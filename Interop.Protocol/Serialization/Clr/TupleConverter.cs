using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Tuples of up to seven items, and key/value pairs: lists of exactly that length.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class TupleConverter<T> : ClrConverter<T>
{
    private readonly ConstructorInfo _constructor;
    private readonly Type[] _types;
    private readonly PropertyInfo[]? _pair;

    public TupleConverter()
    {
        _types = typeof(T).GetGenericArguments();
        _constructor = typeof(T).GetConstructor(_types)!;
        if (typeof(T).GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            _pair = [typeof(T).GetProperty("Key")!, typeof(T).GetProperty("Value")!];
        }
    }

    public override T? Read(ClrCodec codec, ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartArray)
        {
            return default(T) is null && reader.TokenType == WireJsonToken.Null ? default : throw Mismatch(reader);
        }

        var start = reader;
        var items = new object?[_types.Length];
        var count = 0;
        try
        {
            for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndArray; reader.ReadRequired())
            {
                if (count == items.Length)
                {
                    throw Mismatch(start, $"it has more than {items.Length} items");
                }

                items[count] = ClrConverterFactory.Get(_types[count]).ReadObject(codec, ref reader);
                count++;
            }
        }
        catch (ValueBindException e) when (e.TargetType != typeof(T) && e.Under(count))
        {
            throw;
        }

        return count == items.Length
            ? (T)_constructor.Invoke(items)
            : throw Mismatch(start, $"it has {count} items instead of {items.Length}");
    }

    /// <summary>Also of a named tuple, whose class is known by its arguments only.</summary>
    public override T? FromWire(ClrCodec codec, WireValue value)
    {
        if (!value.TryGetItems(out var values))
        {
            if (value.Kind != WireKind.Object || value.TryGetMap(out _))
            {
                return default(T) is null && value.IsNone ? default : throw Mismatch(value);
            }

            values = value.AsObject().Args;
        }

        var items = new object?[_types.Length];
        var at = 0;
        try
        {
            for (; at < Math.Min(values.Count, items.Length); at++)
            {
                items[at] = ClrConverterFactory.Get(_types[at]).FromWireObject(codec, values[at]);
            }
        }
        catch (ValueBindException e) when (e.Under(at))
        {
            throw;
        }

        if (values.Count > items.Length)
        {
            throw Mismatch(value, $"it has more than {items.Length} items");
        }

        return at == items.Length
            ? (T)_constructor.Invoke(items)
            : throw Mismatch(value, $"it has {at} items instead of {items.Length}");
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T? value)
    {
        if (value is null)
        {
            writer.Null();
            return;
        }

        writer.BeginArray();
        for (var i = 0; i < _types.Length; i++)
        {
            if (Item(value, i) is { } item)
            {
                ClrConverterFactory.Get(_types[i]).WriteObject(codec, ref writer, item);
            }
            else
            {
                writer.Null();
            }
        }

        writer.EndArray();
    }

    public override WireValue ToWire(ClrCodec codec, T? value)
    {
        if (value is null)
        {
            return WireValue.None;
        }

        Nesting.Enter(Nesting.Collection);
        try
        {
            var items = new WireValue[_types.Length];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = Item(value, i) is { } item ? ClrConverterFactory.Get(_types[i]).ToWireObject(codec, item) : WireValue.None;
            }

            return WireValue.Tuple(items);
        }
        finally
        {
            Nesting.Leave(Nesting.Collection);
        }
    }

    private object? Item(T value, int index) => _pair is null ? ((ITuple)value!)[index] : _pair[index].GetValue(value);
}
