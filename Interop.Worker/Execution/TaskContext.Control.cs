using System.Buffers;
using System.Runtime.ExceptionServices;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Worker.Registration.Binding;

namespace Interop.Worker.Execution;

public sealed partial class TaskContext
{
    /// <summary>Stores a state with data of one's own, e.g. <c>PROGRESS</c>. Celery: <c>update_state</c>.</summary>
    /// <param name="state">Any word; Celery's own ones are the worker's business.</param>
    /// <param name="meta">What <c>result</c> of the record is to be.</param>
    /// <param name="cancellationToken">Ends the wait for the backend.</param>
    /// <exception cref="Interop.Client.Backends.ResultStoreException">It was not stored.</exception>
    public ValueTask UpdateStateAsync(string state, object? meta = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(state);
        var result = App.ResultSerializer is not JsonContentCodec and var serializer
            ? new TaskReturn(default, App.Codec.For(serializer).ToWire(meta))
            : new TaskReturn(App.Codec.Write(meta));
        return ResultRecorder.StoreStateAsync(_runtime, this, new TaskState(state), result, cancellationToken);
    }

    /// <summary>Asks for another run: <c>throw task.Retry(…)</c>. Celery: <c>raise self.retry(…)</c>.</summary>
    /// <param name="exception">Why; what the task fails with when no retries are left.</param>
    /// <param name="countdown">Time until the next run. Default: that of the registration, 180 s.</param>
    /// <param name="eta">The time of the next run, instead of a countdown.</param>
    /// <param name="maxRetries">Limit for this time only; null for that of the registration.</param>
    /// <param name="args">New positional arguments; null keeps those of this run.</param>
    /// <param name="kwargs">New keyword arguments; null keeps those of this run.</param>
    /// <param name="queue">Queue of the next run. Default: the one this run came from.</param>
    /// <param name="priority">Priority of the next run. Default: that of this run.</param>
    /// <param name="expires">Time after which the next run is no longer worth it; <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// Default: the time of this run's message.</param>
    /// <returns>The exception to throw. Nothing is sent before it leaves the task.</returns>
    /// <exception cref="MaxRetriesExceededException">No retries are left, and no exception was given; a given one is thrown itself.</exception>
    public TaskRetryException Retry(
        Exception? exception = null, TimeSpan? countdown = null, DateTimeOffset? eta = null, int? maxRetries = null,
        IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null, string? queue = null, int? priority = null,
        TimeSpan? expires = null)
    {
        var arguments = args is null && kwargs is null ? null : Replace(args, kwargs);
        if (RetryDecision.IsExhausted(Retries, maxRetries ?? Definition.Options.MaxRetries))
        {
            if (exception is not null)
            {
                ExceptionDispatchInfo.Throw(exception);
            }

            var shown = arguments ?? Arguments;
            throw new MaxRetriesExceededException(
                Id, Name, PythonRepr.SafeRepr(ArgumentValues.Args(shown)), PythonRepr.SafeRepr(ArgumentValues.Kwargs(shown)));
        }

        var delay = eta is null ? countdown ?? Definition.Options.RetryDelay : default(TimeSpan?);
        var when = eta ?? _runtime.Clock.Now + delay!.Value;
        var cause = exception is null ? null : App.Exceptions.ToRemoteError(exception).ToString();
        return new TaskRetryException(
            RetryDecision.Describe(delay, _runtime.Clock.Stamp(when).ToString(), cause),
            new RetryRequest
            {
                Eta = when,
                Arguments = arguments,
                Queue = queue,
                Priority = priority,
                ReplacesExpires = expires is not null,
                Expires = expires is { } time && time != Timeout.InfiniteTimeSpan ? _runtime.Clock.Now + time : null,
            },
            exception);
    }

    /// <summary>Gives the message back to the broker: <c>throw task.Reject(…)</c>. Late acknowledgement only. Celery: <c>raise Reject(…)</c>.</summary>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="requeue">True puts it back into its queue; false drops it, or dead-letters it.</param>
    public TaskRejectException Reject(string reason, bool requeue = false) => new(reason, requeue);

    /// <summary>Ends the task without a final state: <c>throw task.Ignore()</c>. Celery: <c>raise Ignore()</c>.</summary>
    public TaskIgnoreException Ignore(string? reason = null) => new(reason);

    private TaskArguments Replace(IReadOnlyList<object?>? args, IReadOnlyDictionary<string, object?>? kwargs)
    {
        if (!Arguments.IsJson)
        {
            var values = Arguments;
            var codec = App.Serializers.Find(Properties.ContentType ?? "") is { } serializer ? App.Codec.For(serializer) : App.Codec;
            return values with
            {
                ArgsValues = args is null ? values.ArgsValues : [.. args.Select(codec.ToWire)],
                KwargsValues = kwargs is null ? values.KwargsValues : codec.ToWire(kwargs).AsMap(),
            };
        }

        return Arguments with
        {
            ArgsJson = args is null ? Arguments.ArgsJson : Json(args),
            KwargsJson = kwargs is null ? Arguments.KwargsJson : Json(kwargs),
        };
    }

    private byte[] Json<T>(T value) => App.Codec.Write(value);
}
