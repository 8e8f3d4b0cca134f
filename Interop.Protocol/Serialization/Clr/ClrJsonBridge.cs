using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Lets <see cref="ClrCodec"/> read and write a member of a class.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class ClrJsonBridge<T>(ClrCodec codec) : JsonConverter<T>
{
    public override bool HandleNull => true;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        try
        {
            return codec.Read<T>(JsonMarshal.GetRawUtf8Value(value.RootElement));
        }
        catch (ValueBindException e)
        {
            throw new JsonException(null, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        using var buffer = new PooledBuffer();
        codec.Write(buffer, value);
        writer.WriteRawValue(buffer.Written, skipInputValidation: true);
    }

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        KeyConverter().ReadAsPropertyName(ref reader, typeToConvert, JsonSerializerOptions.Default);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, [DisallowNull] T value, JsonSerializerOptions options) =>
        KeyConverter().WriteAsPropertyName(writer, value, JsonSerializerOptions.Default);

    private static JsonConverter<T> KeyConverter() => (JsonConverter<T>)JsonSerializerOptions.Default.GetConverter(typeof(T));
}

/// <summary>Enums, tuples and key/value pairs.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal sealed class ClrJsonBridgeFactory(ClrCodec codec) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum || ClrConverterFactory.IsTuple(typeToConvert);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(typeof(ClrJsonBridge<>).MakeGenericType(typeToConvert), codec);
}
