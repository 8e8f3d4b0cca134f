namespace Interop.Client.Resp;

/// <summary>What the owner of a connection wants to hear; all of it runs on the reading thread.</summary>
internal sealed record RespConnectionHooks
{
    /// <summary>The connection is (also) used for SUBSCRIBE in RESP2, where messages look like array replies.</summary>
    public bool IsPubSub { get; init; }

    /// <summary>A message nobody asked for: published, or an invalidation.</summary>
    public Action<RespReply>? OnPush { get; init; }

    /// <summary>Replies came in, so there may be room for more commands.</summary>
    public Action? OnProgress { get; init; }

    /// <summary>
    /// Tells messages from replies. The confirmation of a SUBSCRIBE is a reply, although RESP3 marks it as a push.
    /// </summary>
    public bool IsPush(in RespReply reply)
    {
        if (reply.Kind != RespReplyKind.Push && !(IsPubSub && reply.Kind == RespReplyKind.Array))
        {
            return false;
        }

        if (reply.Items is not [var first, ..] || first.Kind is not (RespReplyKind.Bulk or RespReplyKind.SimpleString))
        {
            return reply.Kind == RespReplyKind.Push;
        }

        bool isMessage = first.Is("message"u8) || first.Is("pmessage"u8);
        bool isConfirmation = first.Is("subscribe"u8) || first.Is("psubscribe"u8)
            || first.Is("unsubscribe"u8) || first.Is("punsubscribe"u8);
        return isMessage || (reply.Kind == RespReplyKind.Push && !isConfirmation);
    }
}
