using System.Collections.Frozen;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Serialization.Signing;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization;

/// <summary>The serializers an app knows, by name and by content type. Immutable: <see cref="With"/> returns a larger one.</summary>
/// <remarks>Source: <c>kombu/serialization.py, SerializerRegistry</c>.</remarks>
public sealed class ContentCodecRegistry
{
    private static readonly FrozenSet<string> Trusted = FrozenSet.Create(StringComparer.Ordinal, "application/data", "application/text");

    private readonly ContentCodec[] _codecs;
    private readonly FrozenDictionary<string, ContentCodec> _byName;
    private readonly FrozenDictionary<string, ContentCodec> _byType;

    /// <summary>Creates a registry. Of two codecs of one name or content type the later wins.</summary>
    public ContentCodecRegistry(IEnumerable<ContentCodec> codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        var byName = new Dictionary<string, ContentCodec>(StringComparer.Ordinal);
        var byType = new Dictionary<string, ContentCodec>(StringComparer.Ordinal);
        _codecs = [.. codecs];
        foreach (var codec in _codecs)
        {
            byName[codec.Name] = codec;
            byType[codec.ContentType] = codec;
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _byType = byType.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>JSON (typed dialect), msgpack, pickle and raw. What of them is read is up to the accept list.</summary>
    public static ContentCodecRegistry Default { get; } =
        new([new JsonContentCodec(), new MsgpackContentCodec(), new PickleContentCodec(), new RawContentCodec()]);

    /// <summary>The codecs, one a name.</summary>
    public IReadOnlyCollection<ContentCodec> Codecs => _byName.Values;

    /// <summary>A registry that has one more codec, or another one in its place.</summary>
    public ContentCodecRegistry With(ContentCodec codec) => new([.. _codecs.Where(known => known.Name != codec.Name), codec]);

    /// <summary>The codec of a name or content type; null when there is none.</summary>
    public ContentCodec? Find(string nameOrContentType) =>
        _byName.GetValueOrDefault(nameOrContentType) ?? _byType.GetValueOrDefault(nameOrContentType);

    /// <summary>The codec of a serializer name.</summary>
    /// <exception cref="MessageEncodeException">There is none. Celery: <c>SerializerNotInstalled</c>.</exception>
    public ContentCodec Get(string name) => _byName.GetValueOrDefault(name)
        ?? throw new MessageEncodeException($"No serializer is registered under the name '{name}'. {Known()}");

    /// <summary>Turns <c>accept_content</c>, which lists names or MIME types, into content types.</summary>
    /// <exception cref="ArgumentException">A name is not registered (a MIME type need not be), or is that of <see cref="RawContentCodec"/>, which
    /// kombu knows for writing only: raw content is always read.</exception>
    public FrozenSet<string> Accept(IEnumerable<string> namesOrContentTypes) =>
        namesOrContentTypes.Select(ContentTypeOf).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Refuses content that is not accepted. Raw data and text are always let through, as in kombu; but where
    /// <see cref="AuthContentCodec"/> is registered, raw data is what it reads, and text is refused like the rest.</summary>
    /// <param name="contentType">Property <c>content_type</c>; absent or empty means <c>application/data</c>.</param>
    /// <param name="accept">From <see cref="Accept"/>; null for kombu's default: JSON, and types without a codec.</param>
    /// <exception cref="ContentDisallowedException">The type is refused.</exception>
    public void EnsureAccepted(string? contentType, FrozenSet<string>? accept)
    {
        contentType = string.IsNullOrEmpty(contentType) ? "application/data" : contentType;
        var accepted = (Trusted.Contains(contentType) && (!IsSigned || contentType == "application/data"))
            || (accept?.Contains(contentType) ?? (contentType == "application/json" || !_byType.ContainsKey(contentType)));
        if (!accepted)
        {
            throw new ContentDisallowedException(
                contentType, accept?.Order(StringComparer.Ordinal).ToArray(), _byType.GetValueOrDefault(contentType)?.Name);
        }
    }

    /// <summary>Serializes a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="serializer">Name of the serializer; null or empty: text and bytes go as they are, everything else as JSON.</param>
    /// <exception cref="MessageEncodeException">No such serializer, or it cannot carry the value.</exception>
    public EncodedContent Encode(WireValue value, string? serializer = null)
    {
        if (!string.IsNullOrEmpty(serializer))
        {
            return Get(serializer).Encode(value);
        }

        return value.Kind switch
        {
            WireKind.Bytes => new EncodedContent("application/data", "binary", value.AsBytes()),
            WireKind.String => Get("raw").Encode(value) with { ContentType = "text/plain" },
            _ => Get("json").Encode(value),
        };
    }

    /// <summary>Reads a body by its message properties.</summary>
    /// <remarks>An empty body is empty bytes whatever its type. A type without codec is text in its encoding, or bytes when
    /// that is <c>binary</c> or <c>ascii-8bit</c>.</remarks>
    /// <param name="body">The bytes, decompressed.</param>
    /// <param name="contentType">Property <c>content_type</c>; absent or empty means <c>application/data</c>.</param>
    /// <param name="contentEncoding">Property <c>content_encoding</c>; absent or empty means <c>utf-8</c>.</param>
    /// <param name="accept">From <see cref="Accept"/>; null for kombu's default.</param>
    /// <exception cref="ContentDisallowedException">The type is refused.</exception>
    /// <exception cref="MessageDecodeException">The bytes are not what the properties say.</exception>
    public WireValue Decode(
        ReadOnlySpan<byte> body, string? contentType, string? contentEncoding, FrozenSet<string>? accept = null)
    {
        EnsureAccepted(contentType, accept);
        contentType = string.IsNullOrEmpty(contentType) ? "application/data" : contentType;
        if (body.IsEmpty && !(IsSigned && contentType == "application/data"))
        {
            return WireValue.Bytes(ReadOnlyMemory<byte>.Empty);
        }

        return _byType.TryGetValue(contentType, out var codec) && codec is not RawContentCodec
            ? codec.Decode(body)
            : ContentText.Decode(body, contentEncoding);
    }

    private bool IsSigned => _byType.GetValueOrDefault("application/data") is AuthContentCodec;

    private string ContentTypeOf(string nameOrContentType)
    {
        if (nameOrContentType.Contains('/', StringComparison.Ordinal))
        {
            return nameOrContentType;
        }

        return _byName.GetValueOrDefault(nameOrContentType) switch
        {
            RawContentCodec => throw new ArgumentException($"accept_content lists '{nameOrContentType}', which is always read and has no name there. Leave it out."),
            { } codec => codec.ContentType,
            null => throw new ArgumentException(
                $"accept_content lists '{nameOrContentType}', which is no registered serializer and no MIME type. {Known()}"),
        };
    }

    private string Known() => $"Known are: {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.";
}
