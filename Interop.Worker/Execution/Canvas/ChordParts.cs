using Interop.Client.Backends;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Registration.Binding;

namespace Interop.Worker.Execution.Canvas;

/// <summary>Tells the backend of each part of a chord that came to its end, and sends the body after the last one.</summary>
/// <remarks>Celery: <c>RedisBackend.on_chord_part_return</c>, <c>Backend.chord_error_from_stack</c>.</remarks>
internal sealed class ChordParts(WorkerRuntime runtime, SignatureSender sender, ErrorCallbacks errbacks, ResultRecorder recorder)
{
    /// <summary>The task itself ended, with its record stored.</summary>
    public ValueTask EndedAsync(TaskContext context, TaskState state, TaskReturn result, RemoteError? error)
    {
        if (context.Message.Embed.Chord is not { } body || context.Group is not { Length: > 0 } group)
        {
            return default;
        }

        var outcome = new ResultMeta
        {
            TaskId = context.Id, Status = state, ResultJson = result.Json, ResultValue = result.Value, Error = error,
        };
        return CountAsync(context, body, new ChordPart(group, context.Headers.GroupIndex, outcome));
    }

    /// <summary>A task that was to come later failed before it could run.</summary>
    public ValueTask FailedAsync(TaskContext context, Signature part, RemoteError error)
    {
        if (CanvasParts.Chord(part) is not { } body || part.OptionText("group_id") is not { Length: > 0 } group
            || part.OptionText("task_id") is not { } id)
        {
            return default;
        }

        var outcome = new ResultMeta { TaskId = id, Status = TaskState.Failure, Error = error };
        return CountAsync(context, body, new ChordPart(group, CanvasParts.Integer(part.Options, "group_index"), outcome));
    }

    /// <summary>Sends the body of a chord whose parts are all done, or fails it.</summary>
    /// <returns>True when it was sent.</returns>
    public async ValueTask<bool> CompleteAsync(TaskContext context, Signature body, Func<CancellationToken, ValueTask<TaskReturn>> gather)
    {
        RemoteError error;
        RemoteError? cause = null;
        try
        {
            var results = await gather(runtime.Closed).ConfigureAwait(false);
            try
            {
                var call = new SignatureCall { PrependResultJson = results.Json, PrependResult = results.Value };
                await sender.SendAsync(context, body, call).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is ProtocolException or CeleryException { IsTransient: false })
            {
                error = CeleryErrors.Chord($"Callback error: {runtime.App.Exceptions.ToRemoteError(e)}");
            }
        }
        catch (ChordFailedException e)
        {
            (error, cause) = (CeleryErrors.Chord(e.Message), e.Cause);
        }
        catch (TaskException e) when (e is IPythonException)
        {
            cause = ((IPythonException)e).ToRemoteError();
            error = CeleryErrors.Chord($"Dependency {e.TaskId} raised {cause}");
        }
        catch (Exception e) when (e is ProtocolException or CeleryException { IsTransient: false } or TimeoutException)
        {
            error = JoinError(e);
        }

        Log.ChordFailed(runtime.Logger, context.Group ?? "", error.Message);
        await BodyFailedAsync(context, body, error, cause).ConfigureAwait(false);
        return false;
    }

    private async ValueTask CountAsync(TaskContext context, Signature body, ChordPart part)
    {
        if (runtime.App.Backend.Chords is not { } chords)
        {
            return;
        }

        part = part with { Size = (int?)(body.Extra is { } extra ? CanvasParts.Integer(extra, "chord_size") : null), IsRedelivered = context.Properties.Redelivered };
        IReadOnlyList<ResultMeta>? parts = null;
        async ValueTask CountOnceAsync(CancellationToken token) => parts = await chords.CountAsync(part, token).ConfigureAwait(false);
        try
        {
            try
            {
                await CountOnceAsync(runtime.Closed).ConfigureAwait(false);
            }
            catch (BackendException e) when (e.IsTransient)
            {
                await Persistence.RetryAsync(runtime, context, "counting a part of a chord", e, CountOnceAsync).ConfigureAwait(false);
            }
        }
        catch (ResultReadException e) when (!e.IsTransient)
        {
            // All parts are there, and one of them cannot be read.
            await BodyFailedAsync(context, body, JoinError(e), cause: null).ConfigureAwait(false);
            return;
        }

        if (parts is null)
        {
            return;
        }

        if (await CompleteAsync(context, body, token => GatherAsync(part.GroupId, parts, token)).ConfigureAwait(false))
        {
            // Else the results of its parts stay until they expire, as Celery leaves them.
            await chords.EndAsync(part.GroupId, runtime.Closed).ConfigureAwait(false);
        }
    }

    /// <summary>A header with groups in it was saved, and its results come in that form.</summary>
    private async ValueTask<TaskReturn> GatherAsync(string groupId, IReadOnlyList<ResultMeta> parts, CancellationToken cancellationToken) =>
        await runtime.App.Backend.RestoreGroupAsync(groupId, cancellationToken).ConfigureAwait(false) is { } header
            ? await JoinAsync(header, cancellationToken).ConfigureAwait(false)
            : GatheredResults.Of(parts);

    /// <summary>Results of a group that is done, by <c>result_chord_join_timeout</c>.</summary>
    /// <exception cref="TaskException">A member failed.</exception>
    /// <exception cref="TimeoutException">Some of them were not there in time.</exception>
    public async ValueTask<TaskReturn> JoinAsync(ResultTuple header, CancellationToken cancellationToken)
    {
        var results = runtime.App.Result(header).GetAsync<WireValue>(runtime.App.Options.ResultChordJoinTimeout, cancellationToken);
        return new TaskReturn(default, await results.ConfigureAwait(false));
    }

    /// <summary>The body of a chord cannot run: its error callbacks, its record, and the chord it is a part of.</summary>
    private async ValueTask BodyFailedAsync(TaskContext context, Signature body, RemoteError error, RemoteError? cause)
    {
        // The members of a group as body get the cause itself, as from Celery 5.6 on; before they were never heard of again.
        var stored = body.SubtaskType == "group" ? cause ?? error : error;
        try
        {
            await errbacks.CallAsync(context, CanvasParts.List(body.Options, "link_error"), body, stored).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ErrorCallbackFailed(runtime.Logger, body.Task, body.OptionText("task_id") ?? "", e);
        }

        await StoreFailureAsync(context, body, stored, []).ConfigureAwait(false);
    }

    private RemoteError JoinError(Exception e) => CeleryErrors.Chord($"Join error: {runtime.App.Exceptions.ToRemoteError(e)}");

    /// <summary>For whoever waits for the body, or for that of a chord around it: Celery puts the error callbacks of the outer chord on the
    /// inner one and never ends the outer one.</summary>
    private async ValueTask StoreFailureAsync(TaskContext context, Signature body, RemoteError error, HashSet<string> stored)
    {
        foreach (var task in CanvasParts.Tasks(body))
        {
            if (task.OptionText("task_id") is not { } id || !stored.Add(id))
            {
                continue;
            }

            await recorder.StepFailedAsync(context, task, id, error, context.Children).ConfigureAwait(false);
            if (CanvasParts.Chord(task) is { } outer)
            {
                await StoreFailureAsync(context, outer, error, stored).ConfigureAwait(false);
            }
        }
    }
}
