namespace Interop.Client.Brokers;

/// <summary>How a delivery ends.</summary>
public enum Settlement
{
    /// <summary>Done with.</summary>
    Ack,

    /// <summary>Dropped, to a dead-letter exchange where there is one.</summary>
    Reject,

    /// <summary>Back into its queue.</summary>
    Requeue,
}
