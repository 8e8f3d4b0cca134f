using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Worker.Consuming;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>The other side of a process pool: in the child, runs what the worker sends, one task after the other.</summary>
/// <remarks>It ends with the worker, however that ends: when the socket closes without a word, it kills itself in the midst of its task.
/// SIGTERM, SIGINT and SIGQUIT are the worker's business; often they are sent to all processes of a group.</remarks>
internal sealed class PoolChild : IDisposable
{
    private readonly Lock _lock = new();
    private readonly WorkerRuntime _runtime;
    private readonly TaskRunner _runner;
    private readonly MessageDecoder _decoder;
    private readonly Channel<ChildJob> _jobs = Channel.CreateUnbounded<ChildJob>(new() { SingleReader = true, SingleWriter = true });
    private readonly HashSet<long> _waiting = [];
    private readonly List<PosixSignalRegistration> _ignored = [];
    private FrameChannel? _channel;
    private (long Job, TimeLimitWatch Limits)? _current;
    private bool _isFull;
    private volatile bool _isOver;

    public PoolChild(WorkerRuntime runtime)
    {
        _runtime = runtime;
        _runner = new TaskRunner(runtime);
        _decoder = new MessageDecoder(runtime.App, runtime.Settings.AcceptContent);
        runtime.Events.LeaveToWorker();
    }

    /// <summary>Where the worker listens whose child this process is, or null when it is none. Later calls, and processes that tasks
    /// start, see nothing of it.</summary>
    public static string? TakeSocket()
    {
        var socket = Environment.GetEnvironmentVariable(ProgramCommand.SocketVariable);
        Environment.SetEnvironmentVariable(ProgramCommand.SocketVariable, null);
        return string.IsNullOrEmpty(socket) ? null : socket;
    }

    /// <summary>Runs tasks until the worker wants no more of it.</summary>
    /// <param name="path">The socket.</param>
    public async Task RunAsync(string path)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _ignored.Add(PosixSignalRegistration.Create(signal, static context => context.Cancel = true));
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
        _channel = new FrameChannel(socket);
        // A thread of its own: task code may hold all others.
        new Thread(Listen) { IsBackground = true, Name = "pool" }.Start();
        _channel.Send(FrameKind.Hello, JobFrames.Version);
        await foreach (var job in _jobs.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            bool isMine;
            lock (_lock)
            {
                isMine = _waiting.Remove(job.Number);
            }

            if (isMine)
            {
                await RunAsync(job).ConfigureAwait(false);
            }
        }

        _isOver = true;
    }

    public void Dispose()
    {
        _channel?.Dispose();
        foreach (var registration in _ignored)
        {
            registration.Dispose();
        }
    }

    private async Task RunAsync(ChildJob job)
    {
        TaskContext context;
        try
        {
            var message = _decoder.Decode(job.Message);
            var definition = _runtime.Registry.Find(message.TaskName) ?? throw new NotRegisteredException(message.TaskName);
            context = new TaskContext(_runtime, definition, message, new ChildDelivery(job.Message, job.Queue));
        }
        catch (Exception e)
        {
            _channel!.Send(FrameKind.Started, job.Number);
            _channel.Send((job.Number, e.Message), static (writer, refused) =>
            {
                writer.Begin(FrameKind.Refused, refused.Number);
                writer.Text(refused.Message);
            });
            return;
        }

        context.Limits = new TimeLimitWatch(_runtime.Clock.Time, null, null, _ => context.CancelCode());
        lock (_lock)
        {
            _current = (job.Number, context.Limits);
        }

        _channel!.Send(FrameKind.Started, job.Number);
        await _runner.InvokeAsync(context).ConfigureAwait(false);
        lock (_lock)
        {
            _current = null;
        }

        var end = End(context, await _runner.RecordOnlyAsync(context).ConfigureAwait(false));
        var left = end.Memory > _runtime.Settings.MaxMemoryPerChild ? LeaveAll() : [];
        _channel.Send((job.Number, end), static (writer, finished) => JobFrames.WriteFinished(writer, finished.Number, finished.end));
        foreach (var number in left)
        {
            _channel.Send(FrameKind.Reclaimed, number);
        }
    }

    /// <summary>Takes no more, since it has too much memory: it is about to be replaced.</summary>
    private long[] LeaveAll()
    {
        lock (_lock)
        {
            _isFull = true;
            long[] left = [.. _waiting];
            _waiting.Clear();
            return left;
        }
    }

    private JobEnd End(TaskContext context, bool isRecorded) => new()
    {
        IsRecorded = isRecorded,
        Ending = context.Ending,
        Revocation = context.Revocation,
        Runtime = TaskConclusion.Runtime(_runtime, context),
        Memory = _runtime.Settings.MaxMemoryPerChild is null ? 0 : Environment.WorkingSet / 1024,
        Requeue = context.Exception is TaskRejectException { Requeue: true },
        Reason = context.Exception?.Message,
        RetryCause = TaskConclusion.RetryCause(_runtime, context),
        Result = context.Ending == TaskEnding.Success ? ResultJson(context) : default,
        Error = context.Error,
    };

    private static ReadOnlyMemory<byte> ResultJson(TaskContext context)
    {
        if (context.Result.Value is not { } value)
        {
            return context.Result.Json;
        }

        var json = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(json);
        writer.Value(value);
        writer.Flush();
        return json.WrittenMemory;
    }

    private void Listen()
    {
        try
        {
            while (_channel!.Receive() is { } frame)
            {
                Handle(frame.Span);
            }
        }
        catch (Exception e)
        {
            Log.ChildFailed(_runtime.Logger, e);
        }

        if (!_isOver)
        {
            // The worker is gone. Whatever runs here will run elsewhere, or was told to end.
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }

    private void Handle(ReadOnlySpan<byte> frame)
    {
        var reader = new FrameReader(frame);
        switch (reader.Kind)
        {
            case FrameKind.Run:
                var message = JobFrames.ReadRun(ref reader, out var queue);
                bool isFull;
                lock (_lock)
                {
                    isFull = _isFull || !_waiting.Add(reader.Job);
                }

                if (isFull)
                {
                    _channel!.Send(FrameKind.Reclaimed, reader.Job);
                    break;
                }

                _jobs.Writer.TryWrite(new ChildJob(reader.Job, queue, message));
                break;
            case FrameKind.Reclaim:
                bool isLeft;
                lock (_lock)
                {
                    isLeft = _waiting.Remove(reader.Job);
                }

                if (isLeft)
                {
                    _channel!.Send(FrameKind.Reclaimed, reader.Job);
                }

                break;
            case FrameKind.Soft:
                TimeLimitWatch? limits;
                lock (_lock)
                {
                    limits = _current is { } current && current.Job == reader.Job ? current.Limits : null;
                }

                limits?.Exceed(isSoft: true);
                break;
            case FrameKind.Goodbye:
                _jobs.Writer.TryComplete();
                break;
        }
    }

    private sealed record ChildJob(long Number, string Queue, WireMessage Message);

    /// <summary>The worker has the message itself.</summary>
    private sealed class ChildDelivery(WireMessage message, string queue) : Delivery(message, queue)
    {
        protected override ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken) => default;
    }
}
