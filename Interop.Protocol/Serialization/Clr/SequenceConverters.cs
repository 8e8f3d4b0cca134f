using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Everything that is a Python list; the derived classes say which collection is made of the items.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal abstract class SequenceConverter<TSequence, TItem> : ClrConverter<TSequence>
    where TSequence : class, IEnumerable<TItem>
{
    public override TSequence? Read(ClrCodec codec, ref WireJsonReader reader) => reader.TokenType switch
    {
        WireJsonToken.Null => null,
        WireJsonToken.StartArray => From(ReadItems(codec, ref reader)),
        _ => throw Mismatch(reader),
    };

    public override TSequence? FromWire(ClrCodec codec, WireValue value) =>
        value.IsNone ? null : value.TryGetItems(out var items) ? From(ReadItems(codec, items)) : throw Mismatch(value);

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, TSequence? value)
    {
        if (value is null)
        {
            writer.Null();
            return;
        }

        var items = ClrCache<TItem>.Converter;
        writer.BeginArray();
        if (value is List<TItem> list)
        {
            foreach (var item in list)
            {
                items.Write(codec, ref writer, item);
            }
        }
        else if (value is TItem[] array)
        {
            foreach (var item in array)
            {
                items.Write(codec, ref writer, item);
            }
        }
        else
        {
            foreach (var item in value)
            {
                items.Write(codec, ref writer, item);
            }
        }

        writer.EndArray();
    }

    public override WireValue ToWire(ClrCodec codec, TSequence? value)
    {
        if (value is null)
        {
            return WireValue.None;
        }

        Nesting.Enter(Nesting.Collection);
        try
        {
            var converter = ClrCache<TItem>.Converter;
            var items = new List<WireValue>(value.TryGetNonEnumeratedCount(out var count) ? count : 0);
            if (value is List<TItem> list)
            {
                foreach (var item in list)
                {
                    items.Add(converter.ToWire(codec, item));
                }
            }
            else
            {
                foreach (var item in value)
                {
                    items.Add(converter.ToWire(codec, item));
                }
            }

            return value is ISet<TItem> or IReadOnlySet<TItem> ? WireValue.Set(items) : WireValue.List(items);
        }
        finally
        {
            Nesting.Leave(Nesting.Collection);
        }
    }

    protected abstract TSequence From(List<TItem> items);

    private static List<TItem> ReadItems(ClrCodec codec, ref WireJsonReader reader)
    {
        var converter = ClrCache<TItem>.Converter;
        var items = new List<TItem>();
        try
        {
            for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndArray; reader.ReadRequired())
            {
                items.Add(converter.Read(codec, ref reader)!);
            }
        }
        catch (ValueBindException e) when (e.Under(items.Count))
        {
            throw;
        }

        return items;
    }

    private static List<TItem> ReadItems(ClrCodec codec, IReadOnlyList<WireValue> values)
    {
        var converter = ClrCache<TItem>.Converter;
        var items = new List<TItem>(values.Count);
        try
        {
            if (values is not WireTable table || !converter.TryFromTable(codec, table, items!))
            {
                converter.FromWireAll(codec, WireItems.Span(values), items!);
            }
        }
        catch (ValueBindException e) when (e.Under(items.Count))
        {
            throw;
        }

        return items;
    }
}

/// <summary><see cref="List{T}"/> and the interfaces that it satisfies.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class ListConverter<TSequence, TItem> : SequenceConverter<TSequence, TItem>
    where TSequence : class, IEnumerable<TItem>
{
    protected override TSequence From(List<TItem> items) => Unsafe.As<List<TItem>, TSequence>(ref items);
}

[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class ArrayConverter<TItem> : SequenceConverter<TItem[], TItem>
{
    protected override TItem[] From(List<TItem> items) => [.. items];
}

[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class SetConverter<TSequence, TItem> : SequenceConverter<TSequence, TItem>
    where TSequence : class, IEnumerable<TItem>
{
    protected override TSequence From(List<TItem> items) => (TSequence)(object)new HashSet<TItem>(items);
}

/// <summary>Writes any other enumerable as a list; reads it as <see cref="System.Text.Json"/> does.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class OtherSequenceConverter<TSequence, TItem> : SequenceConverter<TSequence, TItem>
    where TSequence : class, IEnumerable<TItem>
{
    public override TSequence? Read(ClrCodec codec, ref WireJsonReader reader) =>
        ObjectConverter<TSequence>.ReadJson(codec, ref reader);

    public override TSequence? FromWire(ClrCodec codec, WireValue value) => FromWireByJson(codec, value);

    protected override TSequence From(List<TItem> items) => throw new InvalidOperationException();
}

/// <summary>Collections without an item type.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class UntypedSequenceConverter<T> : ClrConverter<T>
    where T : class, IEnumerable
{
    public override T? Read(ClrCodec codec, ref WireJsonReader reader) => ObjectConverter<T>.ReadJson(codec, ref reader);

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T? value) =>
        ClrCache<List<object?>>.Converter.Write(codec, ref writer, value is null ? null : [.. value.Cast<object?>()]);

    public override WireValue ToWire(ClrCodec codec, T? value) =>
        ClrCache<List<object?>>.Converter.ToWire(codec, value is null ? null : [.. value.Cast<object?>()]);
}
