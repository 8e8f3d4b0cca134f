using System.Globalization;
using Interop.Client.Backends;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;

namespace Interop.Client.Results;

/// <summary>Waits for records and turns them into values or exceptions.</summary>
internal static class ResultReader
{
    private static readonly RemoteError Unknown = new() { Type = "Exception", Module = "builtins" };

    public static IResultBackend EnabledBackend(CeleryApp app, string taskId) => app.Backend.IsEnabled
        ? app.Backend
        : throw new ResultReadException($"There is no result backend to read task {taskId} from. Set result_backend, for example "
            + "to redis://localhost:6379/0, here and in the workers.");

    public static async Task<ResultMeta> WaitAsync(
        AsyncResult result, TimeSpan? timeout, bool propagate, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        var (app, id) = (result.App, result.Id);
        if (result.IsIgnored)
        {
            throw new InvalidOperationException(
                $"Task {id} was sent with ignore_result, so there is no result to wait for. Send it without IgnoreResult.");
        }

        var backend = EnabledBackend(app, id);
        var limit = timeout ?? app.Options.ResultTimeout;
        using var deadline = new CancellationTokenSource(limit, app.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var last = TaskState.Pending;
        ResultMeta meta;
        try
        {
            meta = await backend.WaitAsync(id, Observe, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"Task {id} was not ready after {limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s; its last known "
                + $"state is {last}. Check that a worker consumes its queue and stores results in {backend.DisplayUrl}, or wait longer.", e);
        }

        return propagate ? Propagate(meta) : meta;

        void Observe(ResultMeta seen)
        {
            last = seen.Status;
            onState?.Invoke(seen);
        }
    }

    public static T? Read<T>(CeleryApp app, ResultMeta meta)
    {
        try
        {
            return meta.ResultValue is { } value ? app.Codec.FromWire<T>(value) : app.Codec.Read<T>(meta.ResultJson.Span);
        }
        catch (Exception e) when (e is ValueBindException or MessageDecodeException)
        {
            throw new ResultReadException(
                $"The result of task {meta.TaskId} cannot be read as {typeof(T)}: {e.Message}", innerException: e);
        }
    }

    private static ResultMeta Propagate(ResultMeta meta)
    {
        if (!meta.Status.IsPropagated)
        {
            return meta;
        }

        var error = meta.Error is { Traceback: null } bare ? bare with { Traceback = meta.Traceback } : meta.Error;
        throw meta.Status == TaskState.Revoked
            ? new TaskRevokedException(meta.TaskId, error)
            : new TaskFailedException(meta.TaskId, error ?? Unknown with { Traceback = meta.Traceback });
    }
}
