using System.Runtime.InteropServices;

namespace Interop.Worker.Hosting;

/// <summary>Listens to the signals Celery's worker listens to. The first SIGTERM or SIGINT stops warm, SIGQUIT or a second one stops cold.</summary>
/// <remarks>The host's own console lifetime handles the first signal too, by stopping the host; both may see it.
/// Celery: <c>install_worker_term_handler</c> and its neighbours in <c>celery/apps/worker.py</c>.</remarks>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action _onWarm;
    private readonly Action _onCold;
    private int _count;

    public ShutdownSignals(Action onWarm, Action onCold)
    {
        _onWarm = onWarm;
        _onCold = onCold;
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Receive(context.Signal);
            }));
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    internal void Receive(PosixSignal signal)
    {
        if (Interlocked.Increment(ref _count) > 1 || signal == PosixSignal.SIGQUIT)
        {
            _onCold();
        }

        _onWarm();
    }
}
