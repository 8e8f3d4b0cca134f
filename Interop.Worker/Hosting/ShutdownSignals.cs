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
    private readonly bool _isTermQuit;
    private int _count;

    /// <param name="onWarm">Called for every signal.</param>
    /// <param name="onCold">Called, before, for those that are to stop cold; several times when there are several.</param>
    /// <param name="remap">What SIGTERM is to act as; only <c>SIGQUIT</c> changes anything. Celery: the environment's <c>REMAP_SIGTERM</c>.</param>
    public ShutdownSignals(Action onWarm, Action onCold, string? remap = null)
    {
        _isTermQuit = remap == "SIGQUIT";
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
        var isQuit = signal == PosixSignal.SIGQUIT || (_isTermQuit && signal == PosixSignal.SIGTERM);
        if (Interlocked.Increment(ref _count) > 1 || isQuit)
        {
            _onCold();
        }

        _onWarm();
    }
}
