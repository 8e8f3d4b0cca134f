using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;

namespace Interop.Worker.Execution;

public sealed partial class TaskContext
{
    /// <summary>Puts a signature in the task's place: <c>throw task.Replace(…)</c>. It gets the task's id, callbacks, place in its group,
    /// chord and chain, and stamps; of a group the list of results counts. Celery: <c>raise self.replace(…)</c>.</summary>
    /// <param name="signature">A task, chain, group or chord that has not been sent.</param>
    /// <returns>The exception to throw. Nothing is sent before it leaves the task.</returns>
    /// <exception cref="CanvasReplacementException">It is an empty chain, or part of a chord itself.</exception>
    public TaskReplaceException Replace(Signature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var replacement = App.Publisher.Replacement(signature, Message);
        return new TaskReplaceException(Definition.Options.OnReplace?.Invoke(this, replacement) ?? replacement);
    }

    /// <summary>Sends the body of a chord whose parts are all done, or fails it.</summary>
    internal ValueTask<bool> UnlockAsync(Signature body, ResultTuple header) =>
        _runtime.Chords.CompleteAsync(this, body, token => _runtime.Chords.JoinAsync(header, token));

    /// <summary>Adds a part to the chord that the task is a part of, and sends it. Backends that count parts only. Celery:
    /// <c>self.add_to_chord(…)</c>.</summary>
    /// <param name="signature">The part.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The task is not part of a chord.</exception>
    /// <exception cref="NotSupportedException">The backend does not count parts.</exception>
    /// <exception cref="Interop.Client.Backends.ResultStoreException">The backend could not be told; nothing was sent.</exception>
    /// <exception cref="Interop.Client.Brokers.BrokerUnreachableException">No broker took it in time.</exception>
    public async ValueTask<ResultBase> AddToChordAsync(Signature signature, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (Message.Embed.Chord is null || Group is not { } group)
        {
            throw new InvalidOperationException("Current task is not member of any chord");
        }

        var chords = App.Backend.Chords
            ?? throw new NotSupportedException($"Parts can be added to chords on Redis only, not on {App.Backend.DisplayUrl}.");
        // What cannot be sent is not counted.
        var part = App.Publisher.Prepare(App.Publisher.ChordPart(signature, Message), SignatureCall.Empty);
        await chords.AddAsync(group, cancellationToken).ConfigureAwait(false);
        await part.SendAsync(cancellationToken).ConfigureAwait(false);
        return App.Result(part.Result);
    }
}
