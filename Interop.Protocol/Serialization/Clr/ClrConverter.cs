using System.Diagnostics.CodeAnalysis;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Reads and writes one CLR type; without state, so that one instance serves every codec.</summary>
internal abstract class ClrConverter
{
    public abstract object? ReadObject(ClrCodec codec, ref WireJsonReader reader);

    public abstract void WriteObject(ClrCodec codec, ref WireJsonWriter writer, object value);

    public abstract WireValue ToWireObject(ClrCodec codec, object value);

    public abstract object? FromWireObject(ClrCodec codec, WireValue value);
}

/// <inheritdoc/>
internal abstract class ClrConverter<T> : ClrConverter
{
    /// <summary>The reader stands on the first token of the value, and afterwards on the last.</summary>
    public abstract T? Read(ClrCodec codec, ref WireJsonReader reader);

    public abstract void Write(ClrCodec codec, ref WireJsonWriter writer, T? value);

    /// <summary>The Python value. Here the JSON that is written; types that JSON flattens override it.</summary>
    public virtual WireValue ToWire(ClrCodec codec, T? value)
    {
        using var buffer = new PooledBuffer();
        var writer = new WireJsonWriter(buffer);
        Write(codec, ref writer, value);
        writer.Flush();
        return WireJsonReader.ReadDocument(buffer.Written);
    }

    /// <summary>The CLR value: the same as from the JSON of the value, where it has one.</summary>
    public virtual T? FromWire(ClrCodec codec, WireValue value) => FromWireByJson(codec, value);

    /// <summary>Adds the CLR values of a list to another one, in order, up to the first that does not fit.</summary>
    public virtual void FromWireAll(ClrCodec codec, ReadOnlySpan<WireValue> values, List<T?> items)
    {
        foreach (ref readonly var value in values)
        {
            items.Add(FromWire(codec, value));
        }
    }

    /// <summary>Adds the CLR values of the rows of a table to a list; false, and nothing added, when they have to be looked at one by one.</summary>
    public virtual bool TryFromTable(ClrCodec codec, WireTable table, List<T?> items) => false;

    public sealed override object? ReadObject(ClrCodec codec, ref WireJsonReader reader) => Read(codec, ref reader);

    public sealed override void WriteObject(ClrCodec codec, ref WireJsonWriter writer, object value) =>
        Write(codec, ref writer, (T)value);

    public sealed override WireValue ToWireObject(ClrCodec codec, object value) => ToWire(codec, (T)value);

    public sealed override object? FromWireObject(ClrCodec codec, WireValue value) => FromWire(codec, value);

    /// <summary>By way of the typed JSON, for what only a JSON serializer can make.</summary>
    protected T? FromWireByJson(ClrCodec codec, WireValue value)
    {
        using var buffer = new PooledBuffer();
        var writer = new WireJsonWriter(buffer) { SetsAsArrays = true };
        try
        {
            writer.Value(value);
        }
        catch (MessageEncodeException e)
        {
            throw Mismatch(value, e.Message.TrimEnd('.'));
        }

        writer.Flush();
        var reader = new WireJsonReader(buffer.Written);
        reader.ReadRequired();
        return Read(codec, ref reader);
    }

    protected static ValueBindException Mismatch(WireValue value, string? reason = null) =>
        ValueBindException.For(typeof(T), value, reason);

    protected static ValueBindException Mismatch(in WireJsonReader reader, string? reason = null) =>
        ValueBindException.For(typeof(T), reader, reason);
}

/// <summary>The converter of a type, found once.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal static class ClrCache<T>
{
    public static readonly ClrConverter<T> Converter = (ClrConverter<T>)ClrConverterFactory.Get(typeof(T));
}
