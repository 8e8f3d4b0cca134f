using System.Text.Json;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;
using Microsoft.Extensions.Logging;

namespace Interop.Client;

/// <summary>One Celery application: sends tasks and reads their results. One per process and broker is enough. Thread safe.</summary>
/// <remarks>Celery: <c>celery/app/base.py</c>, <c>Celery</c>.</remarks>
public sealed class CeleryApp : IAsyncDisposable
{
    private CeleryApp(ClientContext context, PythonExceptionMap exceptions)
    {
        Context = context;
        Exceptions = exceptions;
    }

    /// <summary>The settings, validated; they do not change.</summary>
    public CeleryOptions Options => Context.Options;

    /// <summary>Id of this instance, name of its reply queue and its <c>reply_to</c>. Celery: <c>app.oid</c>.</summary>
    public string Oid => Context.Oid;

    /// <summary>The clock of everything in this app.</summary>
    public TimeProvider Time => Context.Time;

    /// <summary>Where log lines go.</summary>
    public ILoggerFactory Loggers => Context.Loggers;

    /// <summary>Which Python exceptions .NET exceptions become.</summary>
    public PythonExceptionMap Exceptions { get; }

    /// <summary>Reads and writes arguments and results as JSON, in the dialect of <see cref="CeleryOptions.Release"/>.</summary>
    public ClrCodec Codec => throw new NotSupportedException();

    /// <summary>The way to the broker.</summary>
    public IBrokerTransport Broker => throw new NotSupportedException();

    /// <summary>Where results are kept.</summary>
    public IResultBackend Backend => throw new NotSupportedException();

    /// <summary>Publishes messages; what a worker sends with.</summary>
    public TaskPublisher Publisher => throw new NotSupportedException();

    /// <summary>Decides where tasks go.</summary>
    public TaskRouter Router => throw new NotSupportedException();

    /// <summary>The task that runs in this flow of control, set by a worker; tasks sent meanwhile become its children. Null outside of tasks.</summary>
    public ParentTask? CurrentTask
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException(value?.Id);
    }

    internal ClientContext Context { get; }

    /// <summary>Makes an app. Opens nothing: the first use connects.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="loggers">Where log lines go; nowhere if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="exceptions">Which Python exceptions .NET exceptions become; the documented mapping if null.</param>
    /// <param name="objects">How classes and records are read and written as JSON; snake_case names if null.</param>
    /// <param name="chance">Source of ids and jitter, which must be thread safe; a cryptographic one if null.</param>
    public static CeleryApp Create(
        CeleryOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null,
        PythonExceptionMap? exceptions = null, JsonSerializerOptions? objects = null, Random? chance = null) =>
        throw new NotSupportedException();

    /// <summary>Sends a task by name; completes when the broker has it.</summary>
    public ValueTask<AsyncResult<T>> SendTaskAsync<T>(
        string name, IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null,
        TaskSendOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Sends a task by name whose result is of no interest or of unknown type.</summary>
    public ValueTask<AsyncResult> SendTaskAsync(
        string name, IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null,
        TaskSendOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Sends a signature: a task, a chain or a group.</summary>
    /// <returns>Handle of the task, or of the last step of a chain.</returns>
    public ValueTask<AsyncResult<T>> SendAsync<T>(
        Signature signature, TaskSendOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Handle of a task whose id is known.</summary>
    public AsyncResult<T> Result<T>(string taskId) => new(this, taskId);

    /// <summary>Handle of a task whose id is known.</summary>
    public AsyncResult Result(string taskId) => new(this, taskId);

    /// <summary>Closes connections; waits for what is on its way, for a bounded time.</summary>
    public ValueTask DisposeAsync() => default;
}
