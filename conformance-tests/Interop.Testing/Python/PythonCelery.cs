using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Testing.Python;

/// <summary>A real Celery app in Python, driven from a test: it publishes and reads results.</summary>
/// <remarks>
/// Arguments, keyword arguments and options are JSON text, e.g. <c>[1, {"$datetime": "2026-01-02T03:04:05"}]</c>; the marked
/// objects are those of <c>driver.py</c>. Signatures are JSON objects as in a message, see <see cref="Signature"/>.
/// </remarks>
public sealed class PythonCelery : IAsyncDisposable
{
    private static int _count;

    private readonly PythonDriver _driver;
    private readonly string _app;

    private PythonCelery(PythonDriver driver, string app)
    {
        _driver = driver;
        _app = app;
    }

    /// <summary>Opens an app in the shared driver process.</summary>
    /// <param name="brokerUrl">As Celery writes it.</param>
    /// <param name="resultBackend">As Celery writes it; null drops results.</param>
    /// <param name="settings">More settings, a JSON object; see <c>interop_app.py</c>.</param>
    /// <param name="driver">Another driver process than the shared one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<PythonCelery> OpenAsync(
        string brokerUrl, string? resultBackend = null, string settings = "{}", PythonDriver? driver = null,
        CancellationToken cancellationToken = default)
    {
        driver ??= await PythonDriver.SharedAsync();
        var app = new PythonCelery(driver, $"app{Interlocked.Increment(ref _count)}");
        await app.CallAsync("open", new()
        {
            ["broker"] = brokerUrl,
            ["backend"] = resultBackend,
            ["settings"] = JsonNode.Parse(settings),
        }, cancellationToken);
        return app;
    }

    /// <summary>A signature as it stands in a message; <paramref name="args"/> and the others are JSON text.</summary>
    public static JsonObject Signature(
        string task, string args = "[]", string kwargs = "{}", string options = "{}", bool immutable = false) => new()
        {
            ["task"] = task,
            ["args"] = JsonNode.Parse(args),
            ["kwargs"] = JsonNode.Parse(kwargs),
            ["options"] = JsonNode.Parse(options),
            ["subtask_type"] = null,
            ["immutable"] = immutable,
        };

    /// <summary><c>app.send_task</c>; returns the id.</summary>
    public Task<string> SendTaskAsync(
        string name, string args = "[]", string kwargs = "{}", string options = "{}", CancellationToken cancellationToken = default)
        => SendAsync("send_task", name, args, kwargs, options, cancellationToken);

    /// <summary><c>task.apply_async</c> of a task of <c>interop_tasks.py</c>; returns the id.</summary>
    public Task<string> ApplyAsync(
        string name, string args = "[]", string kwargs = "{}", string options = "{}", CancellationToken cancellationToken = default)
        => SendAsync("delay", name, args, kwargs, options, cancellationToken);

    /// <summary>The same task once per argument list; returns the ids.</summary>
    /// <param name="name">The task.</param>
    /// <param name="calls">JSON array of argument lists.</param>
    /// <param name="options">JSON object of options.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> SendManyAsync(
        string name, string calls, string options = "{}", CancellationToken cancellationToken = default)
    {
        var answer = await CallAsync("send_many", new()
        {
            ["name"] = name,
            ["calls"] = JsonNode.Parse(calls),
            ["options"] = JsonNode.Parse(options),
        }, cancellationToken);
        return [.. answer.EnumerateArray().Select(id => id.GetString()!)];
    }

    /// <summary><c>apply_async</c> of any signature; the answer has <c>task_id</c>, <c>parents</c> and <c>as_tuple</c>.</summary>
    public Task<JsonElement> ApplySignatureAsync(
        JsonObject signature, string args = "[]", string kwargs = "{}", string options = "{}",
        CancellationToken cancellationToken = default)
        => CallAsync("apply", new()
        {
            ["signature"] = signature,
            ["args"] = JsonNode.Parse(args),
            ["kwargs"] = JsonNode.Parse(kwargs),
            ["options"] = JsonNode.Parse(options),
        }, cancellationToken);

    /// <summary><c>chain(*steps).apply_async()</c>; returns the ids, first step first.</summary>
    public async Task<IReadOnlyList<string>> ChainAsync(
        IEnumerable<JsonObject> steps, string options = "{}", CancellationToken cancellationToken = default)
    {
        var answer = await CallAsync("chain", new()
        {
            ["steps"] = new JsonArray([.. steps]),
            ["options"] = JsonNode.Parse(options),
        }, cancellationToken);
        return [.. answer.GetProperty("parents").EnumerateArray().Reverse().Append(answer.GetProperty("task_id"))
            .Select(id => id.GetString()!)];
    }

    /// <summary><c>AsyncResult(id).get()</c>: a value, or the exception Python raises.</summary>
    public async Task<PythonResult> GetAsync(string taskId, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => PythonResult.Read(await CallAsync("get", new()
        {
            ["task_id"] = taskId,
            ["timeout"] = Seconds(timeout),
        }, cancellationToken));

    /// <summary><c>get()</c> of many, in their order; the timeout is for each.</summary>
    public async Task<IReadOnlyList<PythonResult>> GetManyAsync(
        IEnumerable<string> taskIds, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var answer = await CallAsync("get_many", new()
        {
            ["task_ids"] = new JsonArray([.. taskIds.Select(id => JsonValue.Create(id))]),
            ["timeout"] = Seconds(timeout),
        }, cancellationToken);
        return [.. answer.EnumerateArray().Select(PythonResult.Read)];
    }

    /// <summary><c>state</c>, <c>ready</c>, <c>traceback</c> and <c>info</c> of <c>AsyncResult</c>.</summary>
    public Task<JsonElement> StateAsync(string taskId, CancellationToken cancellationToken = default)
        => CallAsync("state", new() { ["task_id"] = taskId }, cancellationToken);

    /// <summary>Publishes a message as given, past every serializer.</summary>
    /// <param name="queue">The routing key; the exchange is the default one.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">JSON object.</param>
    /// <param name="properties">JSON object of more properties (<c>correlation_id</c>, <c>priority</c>, ...).</param>
    /// <param name="contentType">The property of this name.</param>
    /// <param name="contentEncoding">The property of this name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task PublishAsync(
        string queue, ReadOnlyMemory<byte> body, string headers = "{}", string properties = "{}",
        string contentType = "application/json", string contentEncoding = "utf-8", CancellationToken cancellationToken = default)
        => CallAsync("publish", new()
        {
            ["routing_key"] = queue,
            ["declare"] = queue,
            ["body"] = new JsonObject { ["$bytes"] = Convert.ToBase64String(body.Span) },
            ["headers"] = JsonNode.Parse(headers),
            ["properties"] = JsonNode.Parse(properties),
            ["content_type"] = contentType,
            ["content_encoding"] = contentEncoding,
        }, cancellationToken);

    /// <summary>Takes one message off a queue as kombu sees it, its body in base64; JSON null when none came.</summary>
    public Task<JsonElement> ReceiveAsync(string queue, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        => CallAsync("receive", new() { ["queue"] = queue, ["timeout"] = Seconds(timeout) }, cancellationToken);

    /// <summary>Declares a queue as a Python worker does; raises where the broker refuses (PRECONDITION_FAILED).</summary>
    public Task DeclareAsync(string queue, CancellationToken cancellationToken = default)
        => CallAsync("declare", new() { ["queue"] = queue }, cancellationToken);

    /// <summary>Any command of <c>driver_commands.py</c> for this app.</summary>
    /// <exception cref="PythonCommandException">Python raised.</exception>
    public Task<JsonElement> CallAsync(string command, JsonObject arguments, CancellationToken cancellationToken = default)
    {
        arguments["app"] = _app;
        return _driver.CallAsync(command, arguments, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await CallAsync("close", []);
        }
        catch (PythonCommandException)
        {
            // Its broker is gone; so are the connections.
        }
    }

    private static double Seconds(TimeSpan? timeout) => (timeout ?? TimeSpan.FromSeconds(10)).TotalSeconds;

    private async Task<string> SendAsync(
        string command, string name, string args, string kwargs, string options, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(command, new()
        {
            ["name"] = name,
            ["args"] = JsonNode.Parse(args),
            ["kwargs"] = JsonNode.Parse(kwargs),
            ["options"] = JsonNode.Parse(options),
        }, cancellationToken);
        return answer.GetProperty("task_id").GetString()!;
    }
}
