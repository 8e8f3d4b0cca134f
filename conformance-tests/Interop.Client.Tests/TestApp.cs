using Interop.Client.Backends;
using Interop.Client.Backends.Disabled;
using Interop.Client.Configuration;
using Interop.Testing.Logging;

namespace Interop.Client.Tests;

/// <summary>An app over a recording broker, with the clock, the ids and the log in the test's hands.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string Oid = "0d000000-0000-3000-8000-000000000001";

    public static readonly DateTimeOffset Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789_010);

    public TestApp(CeleryOptions? options = null, TimeProvider? time = null, IResultBackend? backend = null)
    {
        Context = new ClientContext
        {
            Options = options ?? new CeleryOptions(),
            Time = time ?? new FixedTime(Now),
            Loggers = Log,
            Chance = new CountingChance(),
            Oid = Oid,
        };
        App = new CeleryApp(Context, Broker, Broker, backend ?? new DisabledResultBackend());
    }

    public ClientContext Context { get; }

    public RecordingLoggerProvider Log { get; } = new();

    public RecordingTransport Broker { get; } = new();

    public CeleryApp App { get; }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Log.Dispose();
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
