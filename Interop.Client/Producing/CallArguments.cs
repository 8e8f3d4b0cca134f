using System.Buffers;
using Interop.Client.Serialization;
using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Arguments as their serializer wants them. JSON is written into a buffer of the calling thread: valid until that
/// thread writes the next ones.</summary>
internal sealed class CallArguments(ClrCodec codec, AppContent content)
{
    private const int KeptCapacity = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    public ClrCodec Codec => codec;

    public AppContent Content => content;

    public TaskArguments Write(
        IReadOnlyList<object?>? args, IReadOnlyDictionary<string, object?>? kwargs, ContentCodec serializer)
    {
        if (serializer is not JsonContentCodec)
        {
            return Values(args, kwargs, codec.For(serializer));
        }

        var output = Scratch();
        var writer = new WireJsonWriter(output, codec.Dialect);
        writer.BeginArray();
        for (var i = 0; i < (args?.Count ?? 0); i++)
        {
            codec.Write(ref writer, args![i]);
        }

        writer.EndArray();
        writer.Flush();
        var split = output.WrittenCount;
        writer = new WireJsonWriter(output, codec.Dialect);
        writer.BeginObject();
        if (kwargs is { Count: > 0 })
        {
            foreach (var (name, value) in kwargs)
            {
                writer.Name(name);
                codec.Write(ref writer, value);
            }
        }

        writer.EndObject();
        writer.Flush();
        return Slice(output, split);
    }

    /// <summary>The arguments of a signature, with the result of its parent in front unless it is immutable.</summary>
    public TaskArguments Write(Signature signature, SignatureCall call, ContentCodec serializer)
    {
        var (args, kwargs) = (signature.Args, signature.Kwargs);
        var first = signature.Immutable ? null : call.PrependResultJson;
        var value = signature.Immutable ? null : call.PrependResult;
        if (serializer is not JsonContentCodec)
        {
            if (value is null && first is { } text)
            {
                value = WireJsonReader.ReadDocument(text.Span);
            }

            return new TaskArguments { ArgsValues = value is { } known ? [known, .. args] : args, KwargsValues = kwargs };
        }

        var output = Scratch();
        var writer = new WireJsonWriter(output, codec.Dialect);
        writer.BeginArray();
        if (value is { } result)
        {
            writer.Value(result);
        }
        else if (first is { } json)
        {
            writer.Raw(json.Span);
        }

        foreach (var item in args)
        {
            writer.Value(item);
        }

        writer.EndArray();
        writer.Flush();
        var split = output.WrittenCount;
        writer = new WireJsonWriter(output, codec.Dialect);
        writer.Value(WireValue.Map(kwargs));
        writer.Flush();
        return Slice(output, split);
    }

    public WireMap ToMap(IReadOnlyDictionary<string, object?> values)
    {
        var map = new WireMap(values.Count);
        foreach (var (name, value) in values)
        {
            map.Set(name, codec.ToWire(value));
        }

        return map;
    }

    private static TaskArguments Values(
        IReadOnlyList<object?>? args, IReadOnlyDictionary<string, object?>? kwargs, ClrCodec codec)
    {
        var items = new WireValue[args?.Count ?? 0];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = codec.ToWire(args![i]);
        }

        var map = new WireMap(kwargs?.Count ?? 0);
        foreach (var (name, value) in kwargs ?? new Dictionary<string, object?>())
        {
            map.Set(name, codec.ToWire(value));
        }

        return new TaskArguments { ArgsValues = items, KwargsValues = map };
    }

    private static ArrayBufferWriter<byte> Scratch()
    {
        if (_scratch is not { Capacity: <= KeptCapacity })
        {
            _scratch = new ArrayBufferWriter<byte>(1024);
        }

        _scratch.ResetWrittenCount();
        return _scratch;
    }

    private static TaskArguments Slice(ArrayBufferWriter<byte> output, int split) => new()
    {
        ArgsJson = output.WrittenMemory[..split],
        KwargsJson = output.WrittenMemory[split..],
    };
}
