using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>What stood where something else was asked for, in the same words whichever serializer carried it.</summary>
internal static class WireDescription
{
    public static string Of(in WireJsonReader reader, int length)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            return reader.Describe(length);
        }

        // One of kombu's typed values is named by what it stands for.
        var copy = reader;
        try
        {
            return copy.GetValue() is { Kind: not WireKind.Map } typed ? Of(typed, length) : reader.Describe(length);
        }
        catch (MessageDecodeException)
        {
            return reader.Describe(length);
        }
    }

    public static string Of(WireValue value, int length) => value.Kind switch
    {
        WireKind.List or WireKind.Tuple => "an array",
        WireKind.Map => "an object",
        WireKind.None or WireKind.Boolean or WireKind.Integer or WireKind.Float or WireKind.String => OfScalar(value, length),
        _ => ValueBindException.Shorten(PythonRepr.SafeRepr(value, length)),
    };

    public static string OfKey(WireValue key, int length) =>
        key.Kind == WireKind.String ? "name" + OfScalar(key, length)["string".Length..] : Of(key, length);

    private static string OfScalar(WireValue value, int length)
    {
        using var buffer = new PooledBuffer();
        var writer = new WireJsonWriter(buffer);
        writer.Value(value);
        writer.Flush();
        var reader = new WireJsonReader(buffer.Written);
        reader.ReadRequired();
        return reader.Describe(length);
    }
}
