namespace Interop.Client.Resp;

/// <summary>An array whose items are still coming. It grows with them, not with the length that was claimed.</summary>
internal sealed class RespOpenArray(RespReplyKind kind, int length, bool isAttribute)
{
    private const int TrustedLength = 64;

    private int _count;

    public RespReplyKind Kind { get; } = kind;

    public bool IsAttribute { get; } = isAttribute;

    public RespReply[] Items { get; private set; } = new RespReply[Math.Min(length, TrustedLength)];

    /// <summary>True when that was the last item.</summary>
    public bool Add(RespReply item)
    {
        if (_count == Items.Length)
        {
            RespReply[] items = Items;
            Array.Resize(ref items, (int)Math.Min(2L * items.Length, length));
            Items = items;
        }

        Items[_count++] = item;
        return _count == length;
    }
}
