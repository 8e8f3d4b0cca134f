namespace Interop.Client.Resp;

/// <summary>Sentinels to ask for the current master, and how to log in to them.</summary>
internal sealed record RespSentinelOptions
{
    public required IReadOnlyList<RespEndpoint> Endpoints { get; init; }

    /// <summary>kombu: <c>master_name</c> in <c>broker_transport_options</c>.</summary>
    public required string MasterName { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }
}
