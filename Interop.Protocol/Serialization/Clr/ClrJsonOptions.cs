using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>The serializer options behind <see cref="ClrCodec"/>: the caller's, taught kombu's typed values.</summary>
[RequiresUnreferencedCode(ClrCodec.ReflectionReason)]
[RequiresDynamicCode(ClrCodec.ReflectionReason)]
internal static class ClrJsonOptions
{
    // What is written here is read once more and put into Python's form, so nothing has to be escaped or checked twice.
    public static readonly JsonWriterOptions Writer = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = WireJsonReader.MaxDepth,
        SkipValidation = true,
    };

    public static JsonSerializerOptions Prepare(JsonSerializerOptions? given, ClrCodec codec)
    {
        var options = given is null
            ? new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                PropertyNameCaseInsensitive = true,
                IncludeFields = true,
            }
            : new JsonSerializerOptions(given);
        options.MaxDepth = Math.Max(options.MaxDepth, WireJsonReader.MaxDepth);
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolver ??= new DefaultJsonTypeInfoResolver();
        Add<double>(options, codec);
        Add<float>(options, codec);
        Add<Half>(options, codec);
        Add<decimal>(options, codec);
        Add<BigInteger>(options, codec);
        Add<Guid>(options, codec);
        Add<byte[]>(options, codec);
        Add<ReadOnlyMemory<byte>>(options, codec);
        Add<Memory<byte>>(options, codec);
        Add<DateTime>(options, codec);
        Add<DateTimeOffset>(options, codec);
        Add<DateOnly>(options, codec);
        Add<TimeOnly>(options, codec);
        Add<TimeSpan>(options, codec);
        Add<IsoTimestamp>(options, codec);
        Add<WireValue>(options, codec);
        Add<WireMap>(options, codec);
        Add<object>(options, codec);
        options.Converters.Add(new ClrJsonBridgeFactory(codec));
        options.MakeReadOnly();
        return options;
    }

    private static void Add<T>(JsonSerializerOptions options, ClrCodec codec) => options.Converters.Add(new ClrJsonBridge<T>(codec));
}
