using System.Collections.Frozen;
using Interop.Client.Configuration;
using Interop.Client.Serialization.Compression;
using Interop.Protocol;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;
using Interop.Protocol.Serialization.Pickle;

namespace Interop.Client.Serialization;

/// <summary>What an app writes and reads, its settings looked up once.</summary>
internal sealed class AppContent
{
    private readonly CeleryRelease _release;

    /// <exception cref="MessageEncodeException">A serializer is not registered.</exception>
    /// <exception cref="ArgumentException"><c>accept_content</c> lists a name that is not registered.</exception>
    public AppContent(CeleryOptions options)
    {
        _release = options.Release;
        Serializers = InDialect(options.Serializers, options.Release);
        Compressions = AppCompression.Create(options);
        TaskCompression = options.Release <= CeleryRelease.V52
            ? options.ResultCompression ?? options.TaskCompression
            : options.TaskCompression;
        TaskCodec = Serializers.Get(options.TaskSerializer);
        ResultCodec = Serializers.Get(options.ResultSerializer);
        Accept = Serializers.Accept(options.AcceptContent);
        ResultAccept = options.ResultAcceptContent is { } results ? Serializers.Accept(results) : Accept;
    }

    public ContentCodecRegistry Serializers { get; }

    public CompressionRegistry Compressions { get; }

    /// <summary>What tasks are compressed with that name nothing; null for nothing.</summary>
    public string? TaskCompression { get; }

    /// <summary>What tasks and control commands are written with.</summary>
    public ContentCodec TaskCodec { get; }

    /// <summary>What results are written with, and read with where nothing else is said.</summary>
    public ContentCodec ResultCodec { get; }

    /// <summary>Content types of tasks that are read.</summary>
    public FrozenSet<string> Accept { get; }

    /// <summary>Content types of results that are read.</summary>
    public FrozenSet<string> ResultAccept { get; }

    /// <summary>The serializer of a call by name or content type.</summary>
    /// <exception cref="MessageEncodeException">It is not registered.</exception>
    public ContentCodec CodecOf(string? serializer) =>
        string.IsNullOrEmpty(serializer) ? TaskCodec : Serializers.Find(serializer) ?? Serializers.Get(serializer);

    /// <summary>Reads a stored result document, which says nothing of its serializer. Celery: <c>Backend.decode_result</c>.</summary>
    /// <exception cref="ContentDisallowedException"><c>result_serializer</c> is not accepted.</exception>
    /// <exception cref="MessageDecodeException">Not a document of this serializer.</exception>
    public ResultMeta ReadResult(ReadOnlyMemory<byte> document)
    {
        Serializers.EnsureAccepted(ResultCodec.ContentType, ResultAccept);
        return ResultMetaCodec.Read(document, ResultCodec);
    }

    /// <summary>Reads a document only to see what state it holds, whether results of its kind are accepted or not.</summary>
    /// <exception cref="MessageDecodeException">Not a document of this serializer.</exception>
    public ResultMeta ReadStored(ReadOnlyMemory<byte> document) => ResultMetaCodec.Read(document, ResultCodec);

    /// <summary>Reads a result that came as a message.</summary>
    /// <exception cref="ContentDisallowedException">Its content type is not accepted.</exception>
    /// <exception cref="MessageDecodeException">It cannot be read.</exception>
    public ResultMeta ReadResult(WireMessage message)
    {
        var body = message.Headers.Compression is { Length: > 0 } compression
            ? Compressions.Decompress(compression, message.Body)
            : message.Body;
        var type = message.Properties.ContentType;
        Serializers.EnsureAccepted(type, ResultAccept);
        return string.IsNullOrEmpty(type) || Serializers.Find(type) is JsonContentCodec
            ? ResultMetaCodec.Read(body)
            : ResultMetaCodec.Read(Serializers.Decode(body.Span, type, message.Properties.ContentEncoding, ResultAccept));
    }

    /// <summary>Writes the document of a key-value backend.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the result.</exception>
    public void WriteResult(System.Buffers.IBufferWriter<byte> output, ResultMeta meta) =>
        ResultMetaCodec.Write(output, meta, _release, ResultCodec);

    /// <summary>Writes the part of a chord.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the result.</exception>
    public void WriteChordPart(System.Buffers.IBufferWriter<byte> output, ResultMeta part) =>
        ChordPartCodec.Write(output, part, _release, ResultCodec);

    /// <summary>Reads the part of a chord.</summary>
    /// <exception cref="ContentDisallowedException"><c>result_serializer</c> is not accepted.</exception>
    /// <exception cref="MessageDecodeException">No part of a chord.</exception>
    public ResultMeta ReadChordPart(ReadOnlyMemory<byte> document)
    {
        Serializers.EnsureAccepted(ResultCodec.ContentType, ResultAccept);
        return ChordPartCodec.Read(document, ResultCodec);
    }

    /// <summary>Writes the handle of a group.</summary>
    public void WriteGroup(System.Buffers.IBufferWriter<byte> output, ResultTuple group) =>
        GroupMetaCodec.Write(output, group, ResultCodec);

    /// <summary>Reads the handle of a group.</summary>
    /// <exception cref="ContentDisallowedException"><c>result_serializer</c> is not accepted.</exception>
    /// <exception cref="MessageDecodeException">No stored group.</exception>
    public ResultTuple ReadGroup(ReadOnlyMemory<byte> document)
    {
        Serializers.EnsureAccepted(ResultCodec.ContentType, ResultAccept);
        return GroupMetaCodec.Read(document, ResultCodec);
    }

    /// <summary>Writes the message of the rpc backend.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the result.</exception>
    public EncodedContent EncodeRpcResult(ResultMeta meta) => ResultMetaCodec.EncodeRpc(meta, _release, ResultCodec);

    // Which JSON and which pickle protocol are written hangs on the release; a codec of the user's own stays.
    private static ContentCodecRegistry InDialect(ContentCodecRegistry serializers, CeleryRelease release)
    {
        if (serializers.Find("json") is JsonContentCodec json && json.Dialect != release.Dialect())
        {
            serializers = serializers.With(new JsonContentCodec(release.Dialect()));
        }

        var pickle = PickleOptions.For(release);
        return serializers.Find("pickle") is PickleContentCodec { Options: var options }
            && options == PickleOptions.Default && options.Protocol != pickle.Protocol
                ? serializers.With(new PickleContentCodec(pickle))
                : serializers;
    }
}
