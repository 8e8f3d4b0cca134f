using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;

namespace Interop.Worker.Execution.Canvas;

/// <summary>Sends what a task brings about: its sequel becomes its child, and a broker that is away is waited for.</summary>
internal sealed class SignatureSender(WorkerRuntime runtime)
{
    /// <exception cref="CeleryException">It cannot be sent, or not for a long time.</exception>
    /// <exception cref="OperationCanceledException">The worker ends.</exception>
    public async ValueTask SendAsync(TaskContext context, Signature signature, SignatureCall call)
    {
        // Root, parent and children as if the task had called it. Celery: the task is current until its record is stored.
        runtime.App.CurrentTask = context;
        var canvas = runtime.App.Publisher.Prepare(signature, call);
        try
        {
            await canvas.SendAsync(runtime.Closed).ConfigureAwait(false);
        }
        catch (CeleryException e) when (e.IsTransient)
        {
            await Persistence.RetryAsync(runtime, context, $"sending {signature.Task}", e, canvas.SendAsync).ConfigureAwait(false);
        }
    }
}
