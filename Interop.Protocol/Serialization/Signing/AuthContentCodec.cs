using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>Signed messages: <c>auth</c>, <c>application/data</c>. What another serializer wrote, with a signature over it. Immutable and
/// thread safe. Celery: <c>celery.security.serialization.SecureSerializer</c>.</summary>
/// <remarks>The signature covers the serialized body alone: neither its content type nor the message's headers and properties. So the inner
/// types that are read are few and named; Celery reads every type it knows there, pickle too. Replays are not told apart.</remarks>
public sealed class AuthContentCodec : ContentCodec
{
    private readonly FrozenDictionary<string, ContentCodec> _inner;

    /// <summary>Creates a codec.</summary>
    /// <param name="serializer">The inner serializer that is written, and read.</param>
    /// <param name="key">The private key that signs; null for a codec that only reads.</param>
    /// <param name="certificate">The certificate of that key; null for a codec that only reads.</param>
    /// <param name="store">Whose messages are believed.</param>
    /// <exception cref="InvalidCredentialException">The certificate is not that of the key.</exception>
    public AuthContentCodec(ContentCodec serializer, SigningKey? key, SigningCertificate? certificate, CertificateStore store)
        : base("auth", "application/data", "utf-8")
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(store);
        if (key is not null && certificate is not null && !key.Fits(certificate))
        {
            throw new InvalidCredentialException($"The certificate '{certificate.Id}' is not that of the private key.");
        }

        Serializer = serializer;
        Key = key;
        Certificate = certificate;
        Store = store;
        _inner = Types([serializer]);
    }

    /// <summary>The inner serializer that is written. Celery: argument <c>serializer</c> of <c>setup_security</c>.</summary>
    public ContentCodec Serializer { get; }

    /// <summary>The private key that signs.</summary>
    public SigningKey? Key { get; }

    /// <summary>The certificate of <see cref="Key"/>.</summary>
    public SigningCertificate? Certificate { get; }

    /// <summary>Whose messages are believed.</summary>
    public CertificateStore Store { get; }

    /// <summary>The hash that is signed; readers must have the same. Celery: <c>security_digest</c>.</summary>
    public SigningDigest Digest { get; init; } = SigningDigest.Sha256;

    /// <summary>How signatures are made and read.</summary>
    public SignatureScheme Scheme { get; init; }

    /// <summary>The layout that is written; both are read.</summary>
    public AuthFormat Format { get; init; } = AuthFormat.Base64;

    /// <summary>Inner serializers that are read besides <see cref="Serializer"/>.</summary>
    public IReadOnlyCollection<ContentCodec> AllowedSerializers
    {
        get;
        init
        {
            field = value;
            _inner = Types([Serializer, .. value]);
        }
    } = [];

    /// <inheritdoc/>
    public override void Encode(IBufferWriter<byte> output, WireValue value)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Key is not { } key || Certificate is not { } certificate)
        {
            throw new MessageEncodeException("The message cannot be signed: no private key and certificate are set. Set security_key and "
                + "security_certificate.");
        }

        var content = Serializer.Encode(value);
        var signature = key.Sign(content.Body.Span, Digest, Scheme);
        output.Write(new AuthFields(
            Format, certificate.Id, signature, content.ContentType, content.ContentEncoding, content.Body.ToArray()).Pack());
    }

    /// <inheritdoc/>
    /// <exception cref="MessageSecurityException">It is not signed, its signer is not in <see cref="Store"/>, its signature is wrong, or
    /// its inner type is not one that is read.</exception>
    public override WireValue Decode(ReadOnlySpan<byte> body) => Decode(body, out _);

    /// <summary>Reads a whole body and tells how it was signed.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte})"/>
    public WireValue Decode(ReadOnlySpan<byte> body, out SignedContent content)
    {
        var fields = AuthFields.Unpack(body, Store);
        if (!IsVerified(fields))
        {
            throw new MessageSecurityException($"Bad signature: it is not that of '{fields.Signer}' over this body with {Digest.Name}. The "
                + "message was changed, or its sender has another key or another security_digest.");
        }

        if (!_inner.TryGetValue(fields.ContentType, out var inner))
        {
            throw new MessageSecurityException($"The signed message of '{fields.Signer}' holds {fields.ContentType}, which is not read. Read "
                + $"are: {string.Join(", ", _inner.Keys.Order(StringComparer.Ordinal))}. Add its serializer to the allowed ones if it is trusted.");
        }

        content = new SignedContent(fields.Signer, fields.Format, fields.ContentType, fields.ContentEncoding);
        return inner.Decode(fields.Body);
    }

    private bool IsVerified(AuthFields fields)
    {
        try
        {
            return Store.Get(fields.Signer).Verifies(fields.Body, fields.Signature, Digest, Scheme);
        }
        catch (CryptographicException e)
        {
            throw new MessageSecurityException($"The signature of '{fields.Signer}' cannot be verified: {e.Message}", e);
        }
    }

    private static FrozenDictionary<string, ContentCodec> Types(IEnumerable<ContentCodec> codecs)
    {
        var types = new Dictionary<string, ContentCodec>(StringComparer.Ordinal);
        foreach (var codec in codecs)
        {
            types[codec.ContentType] = codec is not (AuthContentCodec or RawContentCodec)
                ? codec
                : throw new ArgumentException($"The serializer '{codec.Name}' cannot stand within auth; use json.");
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
