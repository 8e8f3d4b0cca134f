using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Interop.Testing.Processes;

namespace Interop.Testing.Servers;

/// <summary>
/// A RabbitMQ of our own: a child process with its data in a temporary folder, its own epmd and node name, listening on
/// a free loopback port. Any number may run side by side.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly Once<RabbitMqServer> Shared = new(() => StartAsync());

    private readonly TempFolder _folder = new("interop-rabbitmq-");
    private readonly string _program;
    private readonly string _epmdProgram;
    private readonly int _epmdPort = FreePort.Next();
    private readonly int _distributionPort = FreePort.Next();
    private readonly List<string> _logs = [];
    private ChildProcess? _epmd;
    private ChildProcess? _broker;

    private RabbitMqServer(string program, string epmdProgram)
    {
        _program = program;
        _epmdProgram = epmdProgram;
        File.WriteAllText(_folder.Combine("enabled_plugins"), "[].");
        File.WriteAllText(_folder.Combine("rabbitmq.conf"), $"""
            listeners.tcp.default = 127.0.0.1:{Port}
            log.console = true
            log.console.level = info
            log.file = false
            disk_free_limit.absolute = 1MB
            """);
    }

    public int Port { get; } = FreePort.Next();

    /// <summary>The broker URL of the default virtual host, user guest.</summary>
    public string Url => $"amqp://guest:guest@127.0.0.1:{Port}//";

    public bool IsRunning => _broker is { HasExited: false };

    /// <summary>What the broker wrote, over all its starts.</summary>
    public string Log => string.Join('\n', _logs.Append(_broker?.Output ?? ""));

    private string NodeName => $"interop{Port}@localhost";

    /// <summary>The broker that all tests of the process share; it ends with the process.</summary>
    public static Task<RabbitMqServer> SharedAsync() => Shared.GetAsync();

    /// <summary>Starts a broker and waits until it answers the AMQP handshake (some seconds).</summary>
    /// <exception cref="InvalidOperationException">RabbitMQ is not installed (a skip unless CI=true).</exception>
    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellationToken = default)
    {
        // Debian's rabbitmq-server on PATH changes to the user rabbitmq; the script behind it runs as whoever calls it.
        var program = Requirement.FindProgram("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")
            ?? throw Requirement.Missing("rabbitmq-server is not installed", "install the package rabbitmq-server");
        var epmd = Requirement.FindProgram("epmd")
            ?? throw Requirement.Missing("epmd, a part of Erlang, is not installed", "install the package erlang-base");
        var server = new RabbitMqServer(program, epmd);
        try
        {
            await server.StartAgainAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it after <see cref="StopAsync"/> or <see cref="KillAsync"/>: same port, same data.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
        {
            throw new InvalidOperationException("The broker runs already.");
        }

        if (_epmd is not { HasExited: false })
        {
            _epmd = ChildProcess.Start("epmd", _epmdProgram,
                ["-port", Text(_epmdPort), "-address", "127.0.0.1"], EpmdEnvironment());
            await WaitUntilAsync(_epmd, () => CanConnectAsync(_epmdPort, []), cancellationToken);
        }

        KeepLog();
        _broker = ChildProcess.Start("rabbitmq-server", _program, [], BrokerEnvironment(), _folder.Path);
        await WaitUntilAsync(_broker, () => CanConnectAsync(Port, "AMQP\0\0\x09\x01"u8.ToArray()), cancellationToken);
    }

    /// <summary>Ends it in an orderly way (SIGTERM); what is durable survives.</summary>
    public async Task StopAsync()
    {
        if (_broker is not null)
        {
            await _broker.StopAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public async Task KillAsync()
    {
        if (_broker is not null)
        {
            _broker.Kill();
            await _broker.WaitForExitAsync(TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>Runs <c>rabbitmqctl</c> on it.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its output.</exception>
    public async Task ControlAsync(params string[] arguments)
    {
        var program = Requirement.FindProgram("rabbitmqctl", "/usr/lib/rabbitmq/bin/rabbitmqctl")
            ?? throw Requirement.Missing("rabbitmqctl is not installed", "install the package rabbitmq-server");
        await using var control = ChildProcess.Start("rabbitmqctl", program, arguments, BrokerEnvironment(), _folder.Path);
        await control.WaitForExitAsync(StartTimeout);
        if (control.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"rabbitmqctl {string.Join(' ', arguments)} ended with code {control.ExitCode}. Its output:\n{control.Output}");
        }
    }

    /// <summary>Freezes it: connections stay open and nothing is answered.</summary>
    public void Pause() => _broker?.Pause();

    public void Continue() => _broker?.Continue();

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        if (_epmd is not null)
        {
            await _epmd.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task WaitUntilAsync(ChildProcess process, Func<Task<bool>> ready, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.TrueAsync(
                async () => process.HasExited || await ready(), StartTimeout, $"{process.Name} to answer", cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Its output:\n{process.Output}");
        }

        if (process.HasExited)
        {
            throw new InvalidOperationException(
                $"{process.Name} ended with code {process.ExitCode} instead of starting. Its output:\n{process.Output}");
        }
    }

    private static async Task<bool> CanConnectAsync(int port, byte[] hello)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), limit.Token);
            if (hello.Length == 0)
            {
                return true;
            }

            await socket.SendAsync(hello, limit.Token);
            var answer = new byte[1];
            // A method frame (Connection.Start) begins with 1; a broker that is still booting closes the connection.
            return await socket.ReceiveAsync(answer, limit.Token) == 1 && answer[0] == 1;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Dictionary<string, string?> EpmdEnvironment() => new() { ["HOME"] = _folder.Path };

    private Dictionary<string, string?> BrokerEnvironment() => new()
    {
        ["HOME"] = _folder.Path, // Erlang keeps its cookie there
        ["ERL_EPMD_PORT"] = Text(_epmdPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = NodeName,
        ["RABBITMQ_NODE_PORT"] = Text(Port),
        ["RABBITMQ_DIST_PORT"] = Text(_distributionPort),
        ["RABBITMQ_MNESIA_BASE"] = _folder.Folder("mnesia"),
        ["RABBITMQ_LOG_BASE"] = _folder.Folder("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_CONFIG_FILE"] = _folder.Combine("rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = _folder.Combine("no-environment-file"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = _folder.Combine("enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = _folder.Combine("pid"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
        ["RUNNING_UNDER_SYSTEMD"] = "true", // the start script becomes the Erlang machine instead of its parent
        ["NOTIFY_SOCKET"] = null,
    };

    private void KeepLog()
    {
        if (_broker is not null)
        {
            _logs.Add(_broker.Output);
        }
    }
}
