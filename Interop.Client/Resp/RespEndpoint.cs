namespace Interop.Client.Resp;

/// <summary>Where a server listens: a TCP host and port, or a unix socket when <see cref="UnixSocketPath"/> is set.</summary>
internal sealed record RespEndpoint(string Host, int Port = RespEndpoint.DefaultPort)
{
    public const int DefaultPort = 6379;
    public const int DefaultSentinelPort = 26379;

    public string? UnixSocketPath { get; init; }

    public static RespEndpoint Unix(string path) => new("", 0) { UnixSocketPath = path };

    public override string ToString() =>
        UnixSocketPath is { } path ? $"unix:{path}"
        : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
