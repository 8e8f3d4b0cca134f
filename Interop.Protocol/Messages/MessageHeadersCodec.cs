using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Message headers between JSON, value maps (AMQP tables) and records; keys in Python's order.</summary>
/// <remarks>What a known header may be beyond its own type follows Python's worker: numbers in text, null for the default, a
/// number as id, anything for a header that is only shown. Celery: <c>celery/worker/request.py</c> <c>Request.__init__</c>.</remarks>
public static class MessageHeadersCodec
{
    // What stands between the headers id and root_id of a call without options: nothing but defaults.
    private static ReadOnlySpan<byte> NoOptions => """
        , "shadow": null, "eta": null, "expires": null, "group": null, "group_index": null, "retries": 0, "timelimit": [null, null]
        """u8;

    /// <summary>Reads the object the reader stands on; never fails on odd values of known headers, see <see cref="MessageHeaders.Malformed"/>.</summary>
    /// <exception cref="MessageDecodeException">Not JSON, or not on the start of an object.</exception>
    public static MessageHeaders Read(ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw new MessageDecodeException(
                $"Expected a map of headers at byte {reader.TokenStart}, found {reader.TokenType}.", reader.TokenStart);
        }

        var headers = default(MessageHeadersBuilder);
        var count = 0;
        for (var name = ReadName(ref reader, HeaderName.Lang); reader.TokenType != WireJsonToken.EndObject;
            name = ReadName(ref reader, HeaderNames.After(name)))
        {
            count++;
            if (name == HeaderName.Unknown)
            {
                var text = WireText.Cached(ref reader);
                reader.ReadRequired();
                headers.SetExtra(text, reader.GetValue());
                continue;
            }

            reader.ReadRequired();
            if (name == HeaderName.TimeLimit && TryReadTimeLimit(ref reader, out var limit))
            {
                headers.SetTimeLimit(limit);
                continue;
            }

            if (reader.TokenType == WireJsonToken.String)
            {
                headers.Set(name, ReadText(ref reader, name, headers.Id));
            }
            else if (reader.TokenType != WireJsonToken.Null || headers.Has(name))
            {
                headers.Set(name, reader.GetValue());
            }

            if (name == HeaderName.Id && !headers.HasOptions && reader.TrySkipMembers(NoOptions))
            {
                name = HeaderName.TimeLimit;
            }
        }

        return count == 0 ? MessageHeaders.Empty : headers.Build();
    }

    /// <summary>Reads a table.</summary>
    public static MessageHeaders Read(WireMap table)
    {
        var headers = default(MessageHeadersBuilder);
        for (var i = 0; i < table.Count; i++)
        {
            var (key, value) = table[i];
            Set(ref headers, key.AsStringOrNull() ?? key.ToString(), value);
        }

        return table.Count == 0 ? MessageHeaders.Empty : headers.Build();
    }

    /// <summary>Reads the entries of a table in their order; of a repeated name the last value counts.</summary>
    public static MessageHeaders Read(ReadOnlySpan<KeyValuePair<string, WireValue>> entries)
    {
        var headers = default(MessageHeadersBuilder);
        foreach (var (name, value) in entries)
        {
            Set(ref headers, name, value);
        }

        return entries.IsEmpty ? MessageHeaders.Empty : headers.Build();
    }

    /// <summary>Writes the object: for a task all headers that the release sends, then the extra ones; otherwise the extra ones only.</summary>
    /// <remarks>An extra header with the name of one of Celery's replaces it in its place, as <c>headers=</c> of <c>apply_async</c>
    /// does. <c>compression</c> is last.</remarks>
    /// <exception cref="MessageEncodeException">An extra header has no JSON form.</exception>
    public static void Write(ref WireJsonWriter writer, MessageHeaders headers, CeleryRelease release) =>
        MessageHeadersWriter.Write(ref writer, headers, release);

    /// <summary>The same as a table.</summary>
    public static WireMap ToMap(MessageHeaders headers, CeleryRelease release) => MessageHeadersWriter.ToMap(headers, release);

    private static void Set(ref MessageHeadersBuilder headers, string text, WireValue value)
    {
        var name = HeaderNames.Find(text);
        if (name == HeaderName.Unknown)
        {
            headers.SetExtra(text, value);
        }
        else
        {
            headers.Set(name, value);
        }
    }

    // Python writes headers in one order, so the next one is guessed.
    private static HeaderName ReadName(ref WireJsonReader reader, HeaderName guess)
    {
        if (reader.TryReadName(HeaderNames.Utf8(guess)))
        {
            return guess;
        }

        reader.ReadRequired();
        return reader.TokenType == WireJsonToken.EndObject ? HeaderName.Unknown
            : reader.ValueIsEscaped ? HeaderNames.Find(reader.GetString())
            : HeaderNames.Find(reader.ValueSpan);
    }

    private static WireValue ReadText(ref WireJsonReader reader, HeaderName name, string? id) => name switch
    {
        HeaderName.Task or HeaderName.Lang or HeaderName.Origin or HeaderName.Compression => WireText.Cached(ref reader),
        HeaderName.ArgsRepr or HeaderName.KwargsRepr when reader.ValueSpan.Length <= 2 => WireText.Cached(ref reader),
        HeaderName.RootId or HeaderName.ParentId => WireText.Shared(ref reader, id),
        _ => WireValue.String(reader.GetString()),
    };

    // The usual [null, null] or [30, 20] without a list of values; anything else is left to the general way.
    private static bool TryReadTimeLimit(ref WireJsonReader reader, out TimeLimit limit)
    {
        limit = default;
        if (reader.TrySkip("[null, null]"u8))
        {
            return true;
        }

        if (reader.TokenType != WireJsonToken.StartArray)
        {
            return false;
        }

        var ahead = reader;
        ahead.ReadRequired();
        if (!TryReadSeconds(ref ahead, out var hard))
        {
            return false;
        }

        ahead.ReadRequired();
        if (!TryReadSeconds(ref ahead, out var soft))
        {
            return false;
        }

        ahead.ReadRequired();
        if (ahead.TokenType != WireJsonToken.EndArray)
        {
            return false;
        }

        reader = ahead;
        limit = new TimeLimit(hard, soft);
        return true;
    }

    private static bool TryReadSeconds(ref WireJsonReader reader, out double? seconds)
    {
        seconds = null;
        if (reader.TokenType == WireJsonToken.Null)
        {
            return true;
        }

        if (reader.TokenType is not (WireJsonToken.Integer or WireJsonToken.Float))
        {
            return false;
        }

        seconds = reader.GetDouble();
        return double.IsFinite(seconds.Value);
    }
}
