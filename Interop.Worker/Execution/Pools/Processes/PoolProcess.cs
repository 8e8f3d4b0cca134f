using System.Diagnostics;
using System.Net.Sockets;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>A child process that runs tasks, as its worker sees it. Its jobs and marks are guarded by the pool's lock.</summary>
internal sealed class PoolProcess : IDisposable
{
    /// <summary>A program that has not come to serve by then never will.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>How long a process may take from closing its socket to its exit.</summary>
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TimeProvider _time;

    private PoolProcess(Process process, FrameChannel channel, TimeProvider time)
    {
        _process = process;
        _time = time;
        Channel = channel;
        Id = process.Id;
    }

    public int Id { get; }

    public FrameChannel Channel { get; }

    /// <summary>Its place in the pool, which one that replaces it takes over. Celery: <c>Process.index</c>.</summary>
    public int Slot { get; set; }

    /// <summary>What it has, in the order it was given: at most one is started.</summary>
    public List<PoolJob> Jobs { get; } = [];

    /// <summary>How many tasks it was ever given.</summary>
    public int Given { get; set; }

    /// <summary>True when it is given no more tasks.</summary>
    public bool IsClosing { get; set; }

    /// <summary>True when it was told to end.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>The job it is to be ended for, and the signal.</summary>
    public (PoolJob Job, int Signal)? Condemned { get; set; }

    /// <summary>When it is ended whatever it still holds.</summary>
    public ITimer? Deadline { get; set; }

    /// <summary>Starts the program once more and waits until it is ready for tasks.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not come to serve.</exception>
    /// <exception cref="OperationCanceledException">The pool ends.</exception>
    public static async Task<PoolProcess> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var folder = new PoolFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.Socket));
        listener.Listen(1);
        var process = Process.Start(ProgramCommand.Again(folder.Socket))!;
        try
        {
            process.StandardInput.Close();
            return new PoolProcess(process, await ConnectAsync(listener, process, time, cancellationToken).ConfigureAwait(false), time);
        }
        catch
        {
            Kill(process);
            process.Dispose();
            throw;
        }
    }

    /// <summary>SIGKILL, unless another signal is asked for that children do not ignore.</summary>
    public void End(int signal)
    {
        if (signal is Signals.Kill or Signals.Terminate or Signals.Interrupt or Signals.Quit)
        {
            Kill(_process);
        }
        else if (!_process.HasExited)
        {
            Signals.Send(Id, signal);
        }
    }

    /// <summary>Waits for the exit of a process that closed its socket; kills it when it takes too long.</summary>
    /// <returns>Its exit code as .NET has it, 128 and more for signals.</returns>
    public async Task<int> ExitAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(ExitLimit, _time);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Kill(_process);
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        Deadline?.Dispose();
        Channel.Dispose();
        _process.Dispose();
    }

    private static async Task<FrameChannel> ConnectAsync(
        Socket listener, Process process, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StartLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var accept = listener.AcceptAsync(either.Token).AsTask();
        var exit = process.WaitForExitAsync(either.Token);
        await Task.WhenAny(accept, exit).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!accept.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException(process.HasExited
                ? $"A process of the pool ended with {Signals.Describe(process.ExitCode)} before it came to serve. It runs this program again up to the start of its host; see what it printed."
                : $"A process of the pool did not come to serve within {StartLimit.TotalSeconds} s. It runs this program again; does it start its host?");
        }

        var socket = await accept.ConfigureAwait(false);
        var channel = new FrameChannel(socket);
        if (await channel.ReceiveAsync().ConfigureAwait(false) is { } frame && IsHello(frame.Span))
        {
            await either.CancelAsync().ConfigureAwait(false);
            return channel;
        }

        channel.Dispose();
        throw new InvalidOperationException(
            "A process of the pool is not of the build of its worker, or ended at once. Restart the worker after replacing its program.");
    }

    private static bool IsHello(ReadOnlySpan<byte> frame)
    {
        var reader = new FrameReader(frame);
        return reader.Kind == FrameKind.Hello && reader.Job == JobFrames.Version;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
