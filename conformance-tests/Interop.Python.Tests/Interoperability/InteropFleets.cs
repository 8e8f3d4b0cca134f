using Interop.Python.Tests.Interoperability;
using Interop.Testing;

[assembly: AssemblyFixture(typeof(InteropFleets))]

namespace Interop.Python.Tests.Interoperability;

/// <summary>A fleet for each broker, started by the first test that needs it and shared by all others.</summary>
public sealed class InteropFleets : IAsyncDisposable
{
    private readonly Dictionary<InteropBroker, Once<InteropFleet>> _fleets =
        Enum.GetValues<InteropBroker>().ToDictionary(kind => kind, kind => new Once<InteropFleet>(() => InteropFleet.StartAsync(kind)));

    private readonly List<InteropFleet> _started = [];

    public async Task<InteropFleet> GetAsync(InteropBroker kind)
    {
        var fleet = await _fleets[kind].GetAsync();
        lock (_started)
        {
            if (!_started.Contains(fleet))
            {
                _started.Add(fleet);
            }
        }

        return fleet;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in _started)
        {
            await fleet.DisposeAsync();
        }
    }
}
