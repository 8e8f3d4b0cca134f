using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>A Python dict. JSON has text keys only: other keys are written as Python writes them and read back from that text.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal class MapConverter<TMap, TKey, TValue> : ClrConverter<TMap>
    where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override TMap? Read(ClrCodec codec, ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            return reader.TokenType == WireJsonToken.Null ? null : throw Mismatch(reader);
        }

        if (IsTyped(reader, out var typed))
        {
            throw Mismatch(typed);
        }

        var converter = ClrCache<TValue>.Converter;
        var map = new Dictionary<TKey, TValue>();
        string? name = null;
        try
        {
            for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
            {
                name = reader.GetString()!;
                if (!MapKeys<TKey>.TryParse(name, out var key))
                {
                    throw ValueBindException.For(typeof(TKey), reader);
                }

                reader.ReadRequired();
                map[key] = converter.Read(codec, ref reader)!;
            }
        }
        catch (ValueBindException e) when (e.Under(name))
        {
            throw;
        }

        return Unsafe.As<Dictionary<TKey, TValue>, TMap>(ref map);
    }

    // One of kombu's typed values is no dict, although it looks like one.
    private static bool IsTyped(WireJsonReader reader, out WireValue typed)
    {
        var ahead = reader;
        ahead.ReadRequired();
        typed = default;
        if (ahead.TokenType != WireJsonToken.PropertyName || !(ahead.ValueEquals("__type__"u8) || ahead.ValueEquals("__value__"u8)))
        {
            return false;
        }

        typed = reader.GetValue();
        return typed.Kind != WireKind.Map;
    }

    public override TMap? FromWire(ClrCodec codec, WireValue value)
    {
        if (!value.TryGetMap(out var pairs))
        {
            return value.IsNone ? null : throw Mismatch(value);
        }

        var converter = ClrCache<TValue>.Converter;
        var map = new Dictionary<TKey, TValue>(pairs.Count);
        var at = 0;
        try
        {
            for (; at < pairs.Count; at++)
            {
                map[MapKeys<TKey>.FromWire(codec, pairs[at].Key)] = converter.FromWire(codec, pairs[at].Value)!;
            }
        }
        catch (ValueBindException e) when (e.Under(pairs[at].Key.AsStringOrNull() ?? pairs[at].Key.ToString()))
        {
            throw;
        }

        return Unsafe.As<Dictionary<TKey, TValue>, TMap>(ref map);
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, TMap? value)
    {
        if (value is null)
        {
            writer.Null();
            return;
        }

        var values = ClrCache<TValue>.Converter;
        writer.BeginObject();
        foreach (var (key, item) in value)
        {
            writer.Name(MapKeys<TKey>.Format(key));
            values.Write(codec, ref writer, item);
        }

        writer.EndObject();
    }

    public override WireValue ToWire(ClrCodec codec, TMap? value)
    {
        if (value is null)
        {
            return WireValue.None;
        }

        Nesting.Enter(Nesting.Collection);
        try
        {
            var map = new WireMap();
            foreach (var (key, item) in value)
            {
                map.Set(ClrCache<TKey>.Converter.ToWire(codec, key), ClrCache<TValue>.Converter.ToWire(codec, item));
            }

            return WireValue.Map(map);
        }
        finally
        {
            Nesting.Leave(Nesting.Collection);
        }
    }
}

/// <summary>Writes any other dictionary; reads it as <see cref="System.Text.Json"/> does.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class OtherMapConverter<TMap, TKey, TValue> : MapConverter<TMap, TKey, TValue>
    where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override TMap? Read(ClrCodec codec, ref WireJsonReader reader) => ObjectConverter<TMap>.ReadJson(codec, ref reader);

    public override TMap? FromWire(ClrCodec codec, WireValue value) => FromWireByJson(codec, value);
}

/// <summary>Dict keys as JSON text and back, and as the keys of other serializers.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal static class MapKeys<TKey>
    where TKey : notnull
{
    public static bool TryParse(string name, [NotNullWhen(true)] out TKey? key)
    {
        if (typeof(TKey) == typeof(string) || typeof(TKey) == typeof(object))
        {
            key = (TKey)(object)name;
            return true;
        }

        key = default;
        try
        {
            key = FromJson(name);
            return key is not null;
        }
        catch (ValueBindException)
        {
            return false;
        }
    }

    /// <summary>A text key is read as from JSON, any other as the value it is; where text is wanted, as the text that JSON would have.</summary>
    public static TKey FromWire(ClrCodec codec, WireValue key)
    {
        if (key.AsStringOrNull() is { } name)
        {
            return TryParse(name, out var parsed) ? parsed : throw ValueBindException.ForKey(typeof(TKey), key);
        }

        if (typeof(TKey) == typeof(string))
        {
            return (TKey)(object)(key.Kind switch
            {
                WireKind.None => "null",
                WireKind.Boolean => key.AsBoolean() ? "true" : "false",
                WireKind.Integer or WireKind.Float => key.ToString(),
                _ => throw ValueBindException.ForKey(typeof(TKey), key),
            });
        }

        return ClrCache<TKey>.Converter.FromWire(codec, key) ?? throw ValueBindException.ForKey(typeof(TKey), key);
    }

    public static string Format(TKey key) => key switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => PythonFloat.Format(number),
        float number => PythonFloat.Format(number),
        Guid id => id.ToString("D"),
        Enum or char => ClrConverterFactory.Get(key.GetType()).ToWireObject(ClrCodec.Default, key) is var wire
            ? wire.AsStringOrNull() ?? wire.ToString() : "",
        int or long or short or byte or sbyte or ushort or uint or ulong or BigInteger or Int128 or UInt128 =>
            ((IFormattable)key).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new MessageEncodeException(
            $"JSON cannot carry a dictionary key of type {TypeNames.Of(key.GetType())}: {key}. Use text keys."),
    };

    private static TKey? FromJson(string name)
    {
        using var buffer = new PooledBuffer();
        var writer = new WireJsonWriter(buffer);
        if (typeof(TKey) == typeof(Guid) || typeof(TKey) == typeof(char) || (typeof(TKey).IsEnum && !long.TryParse(name, out _)))
        {
            writer.String(name);
        }
        else if (typeof(TKey).IsPrimitive || typeof(TKey).IsEnum || name.All(c => char.IsAsciiDigit(c) || c == '-'))
        {
            writer.Raw(System.Text.Encoding.UTF8.GetBytes(name));
        }
        else
        {
            return default;
        }

        writer.Flush();
        try
        {
            return ClrCodec.Default.Read<TKey>(buffer.Written);
        }
        catch (MessageDecodeException)
        {
            return default;
        }
    }
}
