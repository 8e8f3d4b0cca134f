using Interop.Client.Configuration;
using Interop.Client.Serialization;
using Microsoft.Extensions.Logging;

namespace Interop.Client;

/// <summary>What every transport and backend of one app shares.</summary>
public sealed record ClientContext
{
    private AppContent? _content;

    /// <summary>The settings, validated.</summary>
    public required CeleryOptions Options { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Source of jitter and ids that need no secrecy; thread safe.</summary>
    public required Random Chance { get; init; }

    /// <summary>Id of this app instance: name of its reply queue and value of <c>reply_to</c>. Celery: <c>app.oid</c>.</summary>
    public required string Oid { get; init; }

    /// <summary>Serializers and compressions as <see cref="Options"/> say.</summary>
    internal AppContent Content => _content ??= new AppContent(Options);
}
