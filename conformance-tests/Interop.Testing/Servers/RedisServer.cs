using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Interop.Testing.Servers;

/// <summary>
/// A redis-server (or, with <c>--sentinel</c>, a sentinel) as a child process on a free loopback port with a data folder
/// of its own. It can be killed, stopped, started again on the same port and data, and frozen.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;
    private const int Attempts = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly string _binary;
    private readonly string[] _extraArgs;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redis-");
    private ConcurrentQueue<string> _log = new();
    private Process? _process;

    private RedisServer(string binary, string[] extraArgs)
    {
        _binary = binary;
        _extraArgs = extraArgs;
    }

    public int Port { get; private set; }

    public string Url => $"redis://127.0.0.1:{Port}/0";

    /// <summary>Data folder; put socket files and certificates here.</summary>
    public string Folder => _folder.FullName;

    public int ProcessId => Running.Id;

    /// <summary>What the server printed since it was last started.</summary>
    public string Log => string.Join('\n', _log);

    private Process Running => _process ?? throw new InvalidOperationException("redis-server is not running.");

    /// <summary>Starts a sentinel with a quorum of one; the lines are added to its configuration file.</summary>
    public static Task<RedisServer> StartSentinelAsync(string masterName, int masterPort, params string[] lines) =>
        StartAsync(
            [$"sentinel monitor {masterName} 127.0.0.1 {masterPort} 1", .. lines], ["{dir}/sentinel.conf", "--sentinel"]);

    /// <summary>
    /// Starts a server that keeps nothing on disk unless the arguments say so (<c>--appendonly yes</c>). <c>{dir}</c> in
    /// an argument becomes the data folder.
    /// </summary>
    public static Task<RedisServer> StartAsync(params string[] extraArgs) => StartAsync([], extraArgs);

    /// <summary>A loopback port nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts the server again after <see cref="KillAsync"/> or <see cref="StopAsync"/>: same port, same folder.</summary>
    public async Task StartAgainAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = _log = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = StartInfo(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data, log, ready);
        process.ErrorDataReceived += (_, line) => Read(line.Data, log, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("redis-server ended."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        try
        {
            await ready.Task.WaitAsync(StartLimit);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            await KillAsync();
            throw new InvalidOperationException($"redis-server did not start on port {Port}. It printed:\n{Log}", e);
        }
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>SIGTERM: the server saves what it was told to save and ends.</summary>
    public async Task StopAsync()
    {
        Signal(SigTerm);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await Running.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"redis-server {ProcessId} did not end on SIGTERM. It printed:\n{Log}");
        }

        Running.Dispose();
        _process = null;
    }

    /// <summary>SIGSTOP: connections stay open, nothing is answered.</summary>
    public void Pause() => Signal(SigStop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signal(SigCont);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static async Task<RedisServer> StartAsync(string[] sentinelLines, string[] extraArgs)
    {
        for (int attempt = 1; ; attempt++)
        {
            var server = new RedisServer(ServerBinary.Find("redis-server"), extraArgs) { Port = FreePort() };
            try
            {
                if (sentinelLines.Length > 0)
                {
                    await File.WriteAllLinesAsync(Path.Combine(server.Folder, "sentinel.conf"), sentinelLines);
                }

                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (
                attempt < Attempts && server.Log.Contains("Address already in use", StringComparison.Ordinal))
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    private static void Read(string? line, ConcurrentQueue<string> log, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        log.Enqueue(line);
        if (line.Contains("eady to accept connections", StringComparison.Ordinal)
            || line.Contains("Sentinel ID is", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(_binary)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        string[] extra = [.. _extraArgs.Select(arg => arg.Replace("{dir}", Folder, StringComparison.Ordinal))];

        // A sentinel insists on a configuration file, which comes first.
        foreach (string arg in extra.Where(IsConfigurationFile))
        {
            info.ArgumentList.Add(arg);
        }

        Add("--port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("--bind", "127.0.0.1");
        Add("--dir", Folder);
        if (!extra.Contains("--save") && !extra.Contains("--sentinel"))
        {
            Add("--save", "");
        }

        foreach (string arg in extra.Where(arg => !IsConfigurationFile(arg)))
        {
            info.ArgumentList.Add(arg);
        }

        return info;

        void Add(string name, string value)
        {
            info.ArgumentList.Add(name);
            info.ArgumentList.Add(value);
        }
    }

    private static bool IsConfigurationFile(string arg) => arg.EndsWith(".conf", StringComparison.Ordinal);

    private void Signal(int signal)
    {
        if (Kill(ProcessId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
