using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Testing.Processes;

namespace Interop.Testing.Python;

/// <summary>
/// A running <c>driver.py</c>: real Python code that produces and reads results on demand, a line of JSON per command.
/// One process serves any number of apps; commands run one after the other.
/// </summary>
public sealed class PythonDriver : IAsyncDisposable
{
    private static readonly Once<PythonDriver> Shared = new(() => StartAsync());

    private readonly ChildProcess _process;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _lastId;

    private PythonDriver(ChildProcess process) => _process = process;

    /// <summary>What Python wrote to stderr.</summary>
    public string Output => _process.Output;

    /// <summary>The driver all tests of the process share; it ends with the process.</summary>
    public static Task<PythonDriver> SharedAsync() => Shared.GetAsync();

    /// <exception cref="InvalidOperationException">There is no Celery (a skip unless CI=true).</exception>
    public static async Task<PythonDriver> StartAsync(CancellationToken cancellationToken = default)
    {
        var driver = new PythonDriver(PythonProcess.Start("python driver", ["driver.py"], captureOutput: false));
        try
        {
            await driver.CallAsync("versions", [], cancellationToken);
            return driver;
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of <c>driver_commands.py</c> and returns its answer.</summary>
    /// <param name="command">Its name without <c>command_</c>.</param>
    /// <param name="arguments">Its keyword arguments.</param>
    /// <param name="cancellationToken">Ends the wait; the driver is unusable afterwards.</param>
    /// <exception cref="PythonCommandException">Python raised.</exception>
    public async Task<JsonElement> CallAsync(
        string command, JsonObject arguments, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var id = ++_lastId;
            var request = new JsonObject { ["id"] = id, ["command"] = command };
            foreach (var (key, value) in arguments)
            {
                request[key] = value?.DeepClone();
            }

            await _process.Input.WriteLineAsync(request.ToJsonString().AsMemory(), cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
            var line = await _process.RawOutput.ReadLineAsync(cancellationToken)
                ?? throw new InvalidOperationException($"The Python driver ended during {command}. Its output:\n{Output}");
            return Answer(command, id, line);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The Python driver has ended. Its output:\n{Output}", e);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _turn.Dispose();
    }

    private static JsonElement Answer(string command, int id, string line)
    {
        using var document = JsonDocument.Parse(line, new() { MaxDepth = 256 });
        var answer = document.RootElement;
        if (answer.GetProperty("id").GetInt32() != id)
        {
            throw new InvalidOperationException($"The Python driver answered another request than {command} ({id}): {line}");
        }

        return answer.TryGetProperty("error", out var error)
            ? throw new PythonCommandException(command, PythonError.Read(error.Clone()))
            : answer.GetProperty("ok").Clone();
    }
}
