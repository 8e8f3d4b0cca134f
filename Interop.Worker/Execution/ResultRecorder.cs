using Interop.Client.Backends;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Worker.Registration.Binding;
using Interop.Worker.State;

namespace Interop.Worker.Execution;

/// <summary>Writes the records of tasks. Celery: the <c>mark_as_…</c> methods of <c>celery/backends/base.py</c>.</summary>
internal sealed class ResultRecorder(WorkerRuntime runtime)
{
    private readonly byte[] _startedJson = runtime.App.Codec.Write(
        new Dictionary<string, object> { ["pid"] = runtime.ProcessId, ["hostname"] = runtime.Settings.NodeName });

    /// <summary>Whether the result of a run is stored. From Celery 5.6 on the header wins both ways, before either of header and task suppresses.</summary>
    public bool StoresResult(TaskContext context) => !(runtime.App.Options.Release >= CeleryRelease.V56
        ? context.Headers.IgnoreResult ?? context.Definition.IgnoreResult
        : context.Definition.IgnoreResult || context.Headers.IgnoreResult == true);

    /// <summary>Whether a failure is stored. Before Celery 5.6 the header does not suppress it.</summary>
    public bool StoresErrors(TaskContext context) => context.Definition.StoreErrorsEvenIfIgnored
        || !(runtime.App.Options.Release >= CeleryRelease.V56
            ? context.Headers.IgnoreResult ?? context.Definition.IgnoreResult
            : context.Definition.IgnoreResult);

    public ValueTask StartedAsync(TaskContext context)
    {
        var meta = Meta(runtime, context, TaskState.Started) with { ResultJson = _startedJson };
        return StoreAsync(context, meta, context.Route);
    }

    public ValueTask SucceededAsync(TaskContext context) => StoresResult(context)
        ? StoreAsync(context, Meta(runtime, context, TaskState.Success) with { ResultJson = context.Result.Json, ResultValue = context.Result.Value }, context.Route)
        : default;

    public ValueTask FailedAsync(TaskContext context, RemoteError error) =>
        ErrorAsync(context, TaskState.Failure, error, error.Traceback);

    /// <summary>RETRY, with the task among its own children; tried once, since the next run stores a state of its own.</summary>
    public ValueTask RetriedAsync(TaskContext context, RemoteError? error, string? traceback) => StoresErrors(context) && runtime.App.Backend.IsEnabled
        ? runtime.App.Backend.StoreAsync(
            Meta(runtime, context, TaskState.Retry) with
            {
                Error = error,
                Traceback = traceback,
                Children = [.. context.Children, new ResultTuple(context.Id)],
            },
            context.Route, runtime.Closed)
        : default;

    public ValueTask RevokedAsync(TaskContext context) =>
        ErrorAsync(context, TaskState.Revoked, RevokedError(context), traceback: null);

    /// <summary>What is stored as the exception of a revoked task.</summary>
    public static RemoteError RevokedError(TaskContext context) => CeleryErrors.TaskRevoked(context.Revocation switch
    {
        Revocation.Expired => "expired",
        Revocation.Revoked => "revoked",
        _ => "terminated",
    });

    /// <summary>The FAILURE of a chain step that will not come to run. Celery 5.1: <c>mark_as_failure</c>.</summary>
    public ValueTask StepFailedAsync(
        TaskContext context, Signature step, string stepId, RemoteError error, IReadOnlyList<ResultTuple>? children = null)
    {
        var meta = new ResultMeta
        {
            TaskId = stepId,
            Status = TaskState.Failure,
            Error = error,
            Traceback = error.Traceback,
            Children = children,
            DateDone = runtime.Clock.DateDone(),
            GroupId = step.OptionText("group_id"),
            ParentId = step.OptionText("parent_id"),
            Extended = runtime.App.Options.ResultExtended
                ? new ResultExtension { Name = step.Task, Args = Protocol.Values.WireValue.List(step.Args), Kwargs = step.Kwargs }
                : null,
        };
        return StoreAsync(context, meta, new ResultRoute(step.OptionText("reply_to"), stepId));
    }

    /// <summary>What is left of an early acknowledged task that was cut short; tried once, since the worker ends.</summary>
    public ValueTask CancelledAsync(TaskContext context) => StoresErrors(context)
        ? runtime.App.Backend.StoreAsync(
            Meta(runtime, context, TaskState.Retry) with { Error = CeleryErrors.Cancelled() }, context.Route, runtime.Closed)
        : default;

    /// <summary>A state that the task itself stores: once, without trying again.</summary>
    public static ValueTask StoreStateAsync(
        WorkerRuntime runtime, TaskContext context, TaskState state, TaskReturn result, CancellationToken cancellationToken) =>
        runtime.App.Backend.StoreAsync(
            Meta(runtime, context, state) with { ResultJson = result.Json, ResultValue = result.Value }, context.Route, cancellationToken);

    private ValueTask ErrorAsync(TaskContext context, TaskState state, RemoteError? error, string? traceback) => StoresErrors(context)
        ? StoreAsync(context, Meta(runtime, context, state) with { Error = error, Traceback = traceback }, context.Route)
        : default;

    private static ResultMeta Meta(WorkerRuntime runtime, TaskContext context, TaskState state) => new()
    {
        TaskId = context.Id,
        Status = state,
        Children = context.Children,
        DateDone = state.IsReady ? runtime.Clock.DateDone() : null,
        GroupId = context.Group,
        ParentId = context.ParentId,
        Extended = runtime.App.Options.ResultExtended
            ? new ResultExtension
            {
                Name = context.Name,
                Args = ArgumentValues.ArgsList(context.Arguments),
                Kwargs = ArgumentValues.Kwargs(context.Arguments),
                Worker = context.Hostname,
                Retries = context.Retries,
                Queue = context.Properties.RoutingKey,
            }
            : null,
    };

    /// <summary>Completes when the backend has the record.</summary>
    private async ValueTask StoreAsync(TaskContext context, ResultMeta meta, ResultRoute route)
    {
        var backend = runtime.App.Backend;
        if (!backend.IsEnabled)
        {
            return;
        }

        try
        {
            await backend.StoreAsync(meta, route, runtime.Closed).ConfigureAwait(false);
        }
        catch (BackendException e) when (e.IsTransient)
        {
            await Persistence.RetryAsync(
                runtime, context, "storing the result", e, token => backend.StoreAsync(meta, route, token)).ConfigureAwait(false);
        }
    }
}
