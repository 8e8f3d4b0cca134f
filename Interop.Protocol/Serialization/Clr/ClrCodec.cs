using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Binds JSON as Python writes it to CLR types and back, straight from and to UTF-8. One per app; immutable and
/// thread safe.</summary>
/// <remarks>
/// <para>Scalars, collections, dictionaries and tuples are bound here; every other class or record goes through
/// <see cref="JsonSerializer"/>. Values that JSON has no form for are read from kombu's <c>__type__</c> objects and from plain
/// text alike, whatever <see cref="Dialect"/> is written.</para>
/// <para>Reading is strict where Python's meaning would change: no text becomes a number, no number a bool, nothing is
/// truncated. A float is taken for an integer only when it is exactly one (<c>3.0</c>), since Python computes such values
/// freely. <c>null</c> fits reference types and <see cref="Nullable{T}"/> only.</para>
/// <para>Written forms to know: an enum is its member name (a value without name: its number) and is read from name, any case
/// or snake_case, or number; <see cref="TimeSpan"/> is total seconds as a float, since kombu's JSON refuses
/// <c>timedelta</c>; tuples and key/value pairs are lists; a naive <see cref="DateTime"/> stays naive.</para>
/// </remarks>
[RequiresUnreferencedCode(ReflectionReason)]
[RequiresDynamicCode(ReflectionReason)]
public sealed class ClrCodec
{
    private ClrCodec? _other;

    internal const string ReflectionReason =
        "Argument and result types are bound by reflection; keep their members and generic instances when trimming.";

    /// <summary>Creates a codec.</summary>
    /// <param name="objects">How classes and records are mapped; null: snake_case names, read in any case, null members
    /// written. The codec works on a copy that also knows kombu's typed values. Converters in it apply to classes and inside
    /// of them, not to the scalars and collections that this codec binds itself.</param>
    /// <param name="dialect">How datetimes, decimals, UUIDs and bytes are written; both forms are always read.</param>
    public ClrCodec(JsonSerializerOptions? objects = null, JsonDialect dialect = JsonDialect.Typed)
    {
        Dialect = dialect;
        Objects = ClrJsonOptions.Prepare(objects, this);
    }

    private ClrCodec(ClrCodec other, bool keepsTimeDeltas)
    {
        Dialect = other.Dialect;
        Objects = other.Objects;
        Binders = other.Binders;
        KeepsTimeDeltas = keepsTimeDeltas;
        _other = other;
    }

    /// <summary>A codec with snake_case objects that writes kombu 5.3's typed values.</summary>
    public static ClrCodec Default { get; } = new();

    /// <summary>How values that JSON has no form for are written by the overloads that create the writer.</summary>
    public JsonDialect Dialect { get; }

    internal JsonSerializerOptions Objects { get; }

    /// <summary>What binds classes and records directly.</summary>
    internal BinderTable Binders { get; } = new();

    /// <summary>True when <see cref="ToWire"/> makes a <c>timedelta</c> of <see cref="TimeSpan"/> instead of seconds.</summary>
    internal bool KeepsTimeDeltas { get; private init; }

    /// <summary>This codec for the values of a serializer: where that carries Python objects, <see cref="ToWire"/> makes a
    /// <c>timedelta</c> of a <see cref="TimeSpan"/>, else seconds as in JSON.</summary>
    public ClrCodec For(ContentCodec serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return serializer.CarriesObjects == KeepsTimeDeltas ? this
            : _other ??= new ClrCodec(this, serializer.CarriesObjects);
    }

    /// <summary>Reads the value that the reader stands on and leaves the reader on its last token.</summary>
    /// <returns>The value; null only for JSON <c>null</c> and a type that can be null.</returns>
    /// <exception cref="ValueBindException">The value does not fit the type. The reader has moved past the whole value, so
    /// what follows it can still be read.</exception>
    /// <exception cref="MessageDecodeException">The bytes are not JSON.</exception>
    public T? Read<T>(ref WireJsonReader reader)
    {
        var start = reader;
        try
        {
            return ClrCache<T>.Converter.Read(this, ref reader);
        }
        catch (ValueBindException)
        {
            reader = start;
            reader.Skip();
            throw;
        }
    }

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="ValueBindException">The value does not fit the type.</exception>
    /// <exception cref="MessageDecodeException">The bytes are not JSON.</exception>
    public T? Read<T>(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new WireJsonReader(utf8Json);
        reader.ReadRequired();
        var value = ClrCache<T>.Converter.Read(this, ref reader);
        reader.ReadToEnd();
        return value;
    }

    /// <summary>Reads the value that the reader stands on as a type known at run time; else as
    /// <see cref="Read{T}(ref WireJsonReader)"/>.</summary>
    /// <exception cref="ValueBindException">The value does not fit the type; the reader has moved past it.</exception>
    /// <exception cref="MessageDecodeException">The bytes are not JSON.</exception>
    public object? Read(Type type, ref WireJsonReader reader)
    {
        ArgumentNullException.ThrowIfNull(type);
        var start = reader;
        try
        {
            return ClrConverterFactory.Get(type).ReadObject(this, ref reader);
        }
        catch (ValueBindException)
        {
            reader = start;
            reader.Skip();
            throw;
        }
    }

    /// <summary>Writes a value as Python's <c>json.dumps</c> would; typed values follow the writer's dialect.</summary>
    /// <exception cref="MessageEncodeException">A value that JSON cannot carry, or one nested too deep (a cycle).</exception>
    public void Write<T>(ref WireJsonWriter writer, T value) => ClrCache<T>.Converter.Write(this, ref writer, value);

    /// <summary>Writes a value as a whole document.</summary>
    /// <exception cref="MessageEncodeException">A value that JSON cannot carry, or one nested too deep (a cycle).</exception>
    public void Write<T>(IBufferWriter<byte> output, T value)
    {
        ArgumentNullException.ThrowIfNull(output);
        var writer = new WireJsonWriter(output, Dialect);
        ClrCache<T>.Converter.Write(this, ref writer, value);
        writer.Flush();
    }

    /// <summary>Writes a value as a whole document.</summary>
    /// <exception cref="MessageEncodeException">A value that JSON cannot carry, or one nested too deep (a cycle).</exception>
    public byte[] Write<T>(T value)
    {
        using var buffer = new PooledBuffer();
        Write(buffer, value);
        return buffer.Written.ToArray();
    }

    /// <summary>The Python value that a CLR value stands for: tuples stay tuples, sets stay sets, bytes stay bytes.</summary>
    /// <exception cref="MessageEncodeException">A value that no serializer can carry, or one nested too deep (a cycle).</exception>
    public WireValue ToWire(object? value) => ClrCache<object>.Converter.ToWire(this, value);

    /// <summary>The CLR value that a Python value stands for. Tuples and sets are read as lists are.</summary>
    /// <exception cref="ValueBindException">The value does not fit the type.</exception>
    public T? FromWire<T>(WireValue value) => ClrCache<T>.Converter.FromWire(this, value);

    /// <summary>The CLR value that a Python value stands for, as a type known at run time.</summary>
    /// <exception cref="ValueBindException">The value does not fit the type.</exception>
    public object? FromWire(Type type, WireValue value)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ClrConverterFactory.Get(type).FromWireObject(this, value);
    }
}
