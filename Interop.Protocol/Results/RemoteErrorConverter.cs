using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>An exception as an argument or result: the map that Celery stores, or the exception that pickle carries.</summary>
internal sealed class RemoteErrorConverter : ClrConverter<RemoteError>
{
    public override RemoteError? Read(ClrCodec codec, ref WireJsonReader reader) =>
        reader.TokenType == WireJsonToken.StartObject ? FromWire(codec, reader.GetValue())
            : reader.TokenType == WireJsonToken.Null ? null : throw Mismatch(reader);

    public override RemoteError? FromWire(ClrCodec codec, WireValue value) =>
        value.IsNone ? null : RemoteErrorCodec.Read(value) ?? throw Mismatch(value, "an exception is a map with 'exc_type'");

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, RemoteError? value) => writer.Value(ToWire(codec, value));

    public override WireValue ToWire(ClrCodec codec, RemoteError? value) =>
        value is null ? WireValue.None : WireValue.Map(RemoteErrorCodec.ToMap(value));
}
