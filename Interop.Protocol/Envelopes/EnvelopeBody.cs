using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol.Envelopes;

/// <summary>The body of an envelope, remembered as a slice until <c>body_encoding</c>, which comes later, says how to decode it.</summary>
internal ref struct EnvelopeBody
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private ReadOnlySpan<byte> _text;
    private int _at;

    /// <summary>Takes the value the reader stands on.</summary>
    public void Take(scoped ref WireJsonReader reader, ReadOnlySpan<byte> json)
    {
        _at = reader.TokenStart;
        switch (reader.TokenType)
        {
            case WireJsonToken.Null:
                _text = default;
                break;
            case WireJsonToken.String when !reader.ValueIsEscaped:
                _text = json.Slice(reader.TokenStart + 1, reader.Position - reader.TokenStart - 2);
                break;
            case WireJsonToken.String:
                _text = Unescaped(reader.GetString()!);
                break;
            default:
                throw new MessageDecodeException($"The body of the envelope at byte {_at} is {reader.TokenType}, expected a string.", _at);
        }
    }

    /// <summary>The bytes of the body.</summary>
    public readonly byte[] Decode(string? encoding) => encoding switch
    {
        "base64" => FromBase64(),
        null or "" or "utf-8" or "utf8" or "UTF-8" => Inline(),
        _ => throw new MessageDecodeException(
            $"The envelope's body_encoding is '{Shorten(encoding)}', expected base64 or utf-8. Set the sender's body_encoding option back."),
    };

    private readonly byte[] FromBase64()
    {
        if (_text.IsEmpty)
        {
            return [];
        }

        var padding = _text.EndsWith("=="u8) ? 2 : _text[^1] == (byte)'=' ? 1 : 0;
        var body = GC.AllocateUninitializedArray<byte>(Math.Max(0, (_text.Length + 3) / 4 * 3 - padding));
        var status = Base64.DecodeFromUtf8(_text, body, out _, out var written);
        if (status != OperationStatus.Done)
        {
            throw new MessageDecodeException($"The body of the envelope at byte {_at} is not base64, although body_encoding says so.", _at);
        }

        return written == body.Length ? body : body[..written];
    }

    private readonly byte[] Inline() => System.Text.Unicode.Utf8.IsValid(_text)
        ? _text.ToArray()
        : throw new MessageDecodeException($"The body of the envelope at byte {_at} is not UTF-8.", _at);

    private readonly byte[] Unescaped(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new MessageDecodeException(
                $"The body of the envelope at byte {_at} holds half a surrogate pair, which has no UTF-8 form.", _at, e);
        }
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
