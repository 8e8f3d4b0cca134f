namespace Interop.Client.Brokers.RabbitMq;

/// <summary>One delivery in an <see cref="AckBook"/>.</summary>
internal sealed class AckEntry(ulong tag)
{
    public ulong Tag { get; } = tag;

    internal Settlement? Settlement { get; set; }

    internal bool IsOut { get; set; }

    internal AckEntry? Previous { get; set; }

    internal AckEntry? Next { get; set; }
}
