using System.Buffers;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Arguments as JSON, written into a buffer of the calling thread: valid until that thread writes the next
/// ones.</summary>
internal sealed class JsonArguments(ClrCodec codec)
{
    private const int KeptCapacity = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    public ClrCodec Codec => codec;

    public TaskArguments Write(IReadOnlyList<object?>? args, IReadOnlyDictionary<string, object?>? kwargs)
    {
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

    /// <summary>The arguments of a signature, with one more in front that is JSON already.</summary>
    public TaskArguments Write(ReadOnlyMemory<byte>? first, IReadOnlyList<WireValue> args, WireMap kwargs)
    {
        var output = Scratch();
        var writer = new WireJsonWriter(output, codec.Dialect);
        writer.BeginArray();
        if (first is { } json)
        {
            writer.Raw(json.Span);
        }

        foreach (var value in args)
        {
            writer.Value(value);
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
