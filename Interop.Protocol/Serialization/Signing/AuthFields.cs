using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>The five fields of a signed body and their two layouts. Celery: <c>SecureSerializer._pack</c> and <c>_unpack</c>.</summary>
/// <remarks>The whole is base64 of signer, signature, content type, content encoding and body with the bytes 00 01 between them. A signer's
/// id always holds a space and base64 never does: that tells the layouts apart.</remarks>
internal readonly record struct AuthFields(
    AuthFormat Format, string Signer, byte[] Signature, string ContentType, string ContentEncoding, byte[] Body)
{
    private const int LongestName = 100;
    private const int LongestSigner = 4096;
    private const int LongestSignature = 4096;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private static ReadOnlySpan<byte> Separator => [0, 1];

    /// <summary>Writes the body of a message.</summary>
    /// <exception cref="MessageEncodeException">The layout cannot carry a field.</exception>
    public byte[] Pack()
    {
        var output = new ArrayBufferWriter<byte>(Body.Length + (2 * Signature.Length) + 200);
        var signer = StrictUtf8.GetBytes(Signer);
        if (Format == AuthFormat.Raw)
        {
            // Celery 5.4 and earlier splits at every separator, and decodes the body as text.
            if (Body.AsSpan().IndexOf(Separator) >= 0 || signer.AsSpan().IndexOf(Separator) >= 0 || !System.Text.Unicode.Utf8.IsValid(Body))
            {
                throw new MessageEncodeException($"The body, {ContentType}, is no text, and Celery before 5.5 cannot read it from a signed "
                    + "message. Sign json or yaml, or set celery_release to 5.5 or later.");
            }

            output.Write(signer);
            output.Write(Separator);
            output.Write(Signature);
        }
        else
        {
            output.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(signer)));
            output.Write(Separator);
            output.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(Signature)));
        }

        output.Write(Separator);
        output.Write(Encoding.ASCII.GetBytes(ContentType));
        output.Write(Separator);
        output.Write(Encoding.ASCII.GetBytes(ContentEncoding));
        output.Write(Separator);
        output.Write(Body);
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(output.WrittenCount)];
        Base64.EncodeToUtf8(output.WrittenSpan, text, out _, out var length);
        return length == text.Length ? text : text[..length];
    }

    /// <summary>Reads the body of a message, in either layout.</summary>
    /// <param name="body">The body.</param>
    /// <param name="store">Tells how long a signer's signatures are, which the raw layout does not.</param>
    /// <exception cref="MessageSecurityException">It is no signed body, or its signer is not known.</exception>
    public static AuthFields Unpack(ReadOnlySpan<byte> body, CertificateStore store)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(body.Length)];
        if (body.IsEmpty || Base64.DecodeFromUtf8(body, bytes, out var read, out var length) != OperationStatus.Done || read != body.Length)
        {
            throw NotSigned("it is not base64");
        }

        var rest = bytes.AsSpan(0, length);
        var first = Next(ref rest, LongestSigner, "signer");
        var format = first.Contains((byte)' ') ? AuthFormat.Raw : AuthFormat.Base64;
        var signer = Text(format == AuthFormat.Raw ? first : FromBase64(first, "signer"), "signer");
        var certificate = store.Get(signer);
        ReadOnlySpan<byte> signature;
        if (format == AuthFormat.Raw)
        {
            // The signature may hold the separator, so its length is what counts.
            if (rest.Length < certificate.SignatureLength + Separator.Length
                || !rest[certificate.SignatureLength..].StartsWith(Separator))
            {
                throw NotSigned($"no field ends behind the {certificate.SignatureLength} bytes of a signature of '{signer}'");
            }

            signature = rest[..certificate.SignatureLength];
            rest = rest[(certificate.SignatureLength + Separator.Length)..];
        }
        else
        {
            signature = FromBase64(Next(ref rest, LongestSignature, "signature"), "signature");
        }

        var contentType = Text(Next(ref rest, LongestName, "content type"), "content type");
        var contentEncoding = Text(Next(ref rest, LongestName, "content encoding"), "content encoding");
        return new AuthFields(format, signer, signature.ToArray(), contentType, contentEncoding, rest.ToArray());
    }

    private static ReadOnlySpan<byte> Next(ref Span<byte> rest, int longest, string field)
    {
        var end = rest.IndexOf(Separator);
        if (end < 0 || end > longest)
        {
            throw NotSigned(end < 0 ? $"it ends within the {field}" : $"its {field} is longer than {longest} bytes");
        }

        var value = rest[..end];
        rest = rest[(end + Separator.Length)..];
        return value;
    }

    private static byte[] FromBase64(ReadOnlySpan<byte> field, string name)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(field.Length)];
        return Base64.DecodeFromUtf8(field, bytes, out var read, out var length) == OperationStatus.Done && read == field.Length
            ? bytes[..length]
            : throw NotSigned($"its {name} is not base64");
    }

    private static string Text(ReadOnlySpan<byte> field, string name)
    {
        try
        {
            return StrictUtf8.GetString(field);
        }
        catch (DecoderFallbackException)
        {
            throw NotSigned($"its {name} is not text");
        }
    }

    private static MessageSecurityException NotSigned(string why) => new(
        $"The message is not signed as the serializer auth signs: {why}. Unsigned messages are refused; set security_key at its sender.");
}
