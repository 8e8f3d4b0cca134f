using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Classes and records through <see cref="JsonSerializer"/>, their JSON turned into Python's form.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class ObjectConverter<T> : ClrConverter<T>
{
    public static readonly ObjectConverter<T> Instance = new();

    public override T? Read(ClrCodec codec, ref WireJsonReader reader)
    {
        if (reader.TokenType == WireJsonToken.StartArray && RecordBinder<T>.Of(codec) is { } binder)
        {
            var start = reader;
            if (TryBind(codec, binder, reader.GetValue(), out var record))
            {
                return record;
            }

            reader = start;
        }

        return ReadJson(codec, ref reader);
    }

    public override T? FromWire(ClrCodec codec, WireValue value) =>
        RecordBinder<T>.Of(codec) is { } binder && TryBind(codec, binder, value, out var bound) ? bound : FromWireByJson(codec, value);

    public override void FromWireAll(ClrCodec codec, ReadOnlySpan<WireValue> values, List<T?> items)
    {
        var binder = RecordBinder<T>.Of(codec);
        foreach (ref readonly var value in values)
        {
            items.Add(binder is not null && TryBind(codec, binder, value, out var bound) ? bound : FromWireByJson(codec, value));
        }
    }

    public override bool TryFromTable(ClrCodec codec, WireTable table, List<T?> items) =>
        RecordBinder<T>.Of(codec) is { } binder && binder.TryReadAll(codec, table, items);

    public override WireValue ToWire(ClrCodec codec, T? value)
    {
        if (value is null || RecordBinder<T>.Of(codec) is not { } binder)
        {
            return base.ToWire(codec, value);
        }

        Nesting.Enter(Nesting.Class);
        try
        {
            return binder.Write(codec, value);
        }
        finally
        {
            Nesting.Leave(Nesting.Class);
        }
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T? value)
    {
        Nesting.Enter(Nesting.Class);
        using var buffer = new PooledBuffer();
        try
        {
            using var json = new Utf8JsonWriter(buffer, ClrJsonOptions.Writer);
            JsonSerializer.Serialize(json, value, codec.Objects);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new MessageEncodeException($"A value of type {TypeNames.Of(typeof(T))} cannot be sent: {e.Message}", e);
        }
        finally
        {
            Nesting.Leave(Nesting.Class);
        }

        var reader = new WireJsonReader(buffer.Written);
        reader.ReadRequired();
        JsonRelay.Copy(ref reader, ref writer);
    }

    public static T? ReadJson(ClrCodec codec, ref WireJsonReader reader)
    {
        var start = reader;
        var json = reader.SkipAndSlice();
        if (!Nesting.TryEnter(Nesting.Class))
        {
            throw Failure(start, new JsonException("the JSON is nested too deep"), null);
        }

        try
        {
            if (!JsonRelay.NeedsStrictForm(json))
            {
                return JsonSerializer.Deserialize<T>(json, codec.Objects);
            }

            using var strict = new PooledBuffer(json.Length + 64);
            JsonRelay.ToStrict(json, strict);
            return JsonSerializer.Deserialize<T>(strict.Written, codec.Objects);
        }
        catch (JsonException e)
        {
            throw Failure(start, e, e.InnerException as ValueBindException);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            throw Failure(start, e, null);
        }
        finally
        {
            Nesting.Leave(Nesting.Class);
        }
    }

    // What does not fit is left to the serializer, so that it is refused in the same words.
    private static bool TryBind(ClrCodec codec, RecordBinder<T> binder, in WireValue value, out T? bound)
    {
        bound = default;
        try
        {
            return value.TryGetMap(out var map) ? binder.TryRead(codec, map, out bound)
                : value.TryGetItems(out var items) ? binder.TryRead(codec, items, out bound)
                : value.Kind == WireKind.Object && binder.TryRead(codec, value.AsObject().Args, out bound);
        }
        catch (ValueBindException)
        {
            return false;
        }
    }

    private static ValueBindException Failure(in WireJsonReader at, Exception cause, ValueBindException? inner)
    {
        var path = cause is JsonException { Path: { Length: > 1 } given } && given.StartsWith('$') ? given[1..] : "";
        return new ValueBindException(
            inner?.TargetType ?? typeof(T),
            inner?.Found ?? at.Describe(64),
            inner is null ? cause.Message.TrimEnd('.') : inner.Reason,
            cause,
            path);
    }
}

/// <summary>Between the JSON of <see cref="System.Text.Json"/> and Python's.</summary>
internal static class JsonRelay
{
    /// <summary>Writes the value that the reader stands on in Python's form; numbers keep their text.</summary>
    public static void Copy(ref WireJsonReader reader, ref WireJsonWriter writer)
    {
        var depth = reader.Depth;
        if (reader.TokenType is WireJsonToken.StartArray or WireJsonToken.StartObject)
        {
            depth--;
        }

        while (true)
        {
            switch (reader.TokenType)
            {
                case WireJsonToken.StartObject:
                    writer.BeginObject();
                    break;
                case WireJsonToken.EndObject:
                    writer.EndObject();
                    break;
                case WireJsonToken.StartArray:
                    writer.BeginArray();
                    break;
                case WireJsonToken.EndArray:
                    writer.EndArray();
                    break;
                case WireJsonToken.PropertyName:
                    writer.Name(reader.GetString()!);
                    break;
                case WireJsonToken.String:
                    writer.String(reader.GetString());
                    break;
                default:
                    writer.Raw(reader.ValueSpan);
                    break;
            }

            if (reader.Depth == depth && reader.TokenType != WireJsonToken.PropertyName)
            {
                return;
            }

            reader.ReadRequired();
        }
    }

    /// <summary>True when the JSON may hold what the strict parser refuses: bare NaN and Infinity.</summary>
    public static bool NeedsStrictForm(ReadOnlySpan<byte> json) => json.IndexOf("NaN"u8) >= 0 || json.IndexOf("Infinity"u8) >= 0;

    /// <summary>Rewrites JSON with NaN and Infinity as strings.</summary>
    public static void ToStrict(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        var from = 0;
        var reader = new WireJsonReader(json);
        while (reader.Read())
        {
            if (!reader.IsNamedFloat)
            {
                continue;
            }

            Append(output, json[from..reader.TokenStart]);
            Append(output, "\""u8);
            Append(output, reader.ValueSpan);
            Append(output, "\""u8);
            from = reader.Position;
        }

        Append(output, json[from..]);
    }

    private static void Append(PooledBuffer output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
