using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Processes;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Control;

/// <summary>
/// Flower shows and steers a C# worker as it does a Python one. Only where <c>INTEROP_FLOWER</c> names a folder with Flower's source,
/// and Python has what Flower needs (tornado, humanize, prometheus_client, pytz).
/// </summary>
public sealed class FlowerTests(RedisPoolFleet fleet) : IClassFixture<RedisPoolFleet>, IAsyncLifetime
{
    private const string Program = """
        import os, sys
        sys.path.insert(0, os.environ["INTEROP_FLOWER"])
        from celery.bin.celery import celery
        from flower.command import flower
        celery.add_command(flower)
        celery(sys.argv[1:])
        """;

    private readonly HttpClient _http = new();
    private ChildProcess? _flower;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var source = Environment.GetEnvironmentVariable("INTEROP_FLOWER");
        Assert.SkipWhen(string.IsNullOrEmpty(source), "INTEROP_FLOWER names no Flower.");
        var port = FreePort.Next();
        _flower = PythonProcess.Start(
            "flower",
            ["-c", Program, "-A", "interop_app", "flower", "--address=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}"],
            new Dictionary<string, string?>(fleet.PythonEnvironment) { ["FLOWER_UNAUTHENTICATED_API"] = "true" });
        _http.BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
        await Eventually.TrueAsync(
            async () => (await WorkersAsync()).TryGetProperty(fleet.PythonNode, out _)
                && (await WorkersAsync()).TryGetProperty(fleet.ProcessesNode, out _),
            ControlFleet.Deadline, $"Flower to show both; its output:\n{_flower.Output}", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_flower is not null)
        {
            await _flower.DisposeAsync();
        }
    }

    [Fact]
    public async Task Workers_HaveTheSameShape()
    {
        var workers = await WorkersAsync();
        var (python, csharp) = (workers.GetProperty(fleet.PythonNode), workers.GetProperty(fleet.ProcessesNode));

        Assert.Equal(Names(python), Names(csharp));
        Assert.All(
            Names(python).Except(["conf", "stats", "active_queues", "registered"]),
            part => Assert.Equal(python.GetProperty(part).ValueKind, csharp.GetProperty(part).ValueKind));
        Assert.Equal(JsonShape.Of(python.GetProperty("active_queues")), JsonShape.Of(csharp.GetProperty("active_queues")));
        Assert.Equal(Names(python.GetProperty("stats")), Names(csharp.GetProperty("stats")));
        Assert.Equal(Names(python.GetProperty("stats").GetProperty("pool")), Names(csharp.GetProperty("stats").GetProperty("pool")));
        Assert.Equal(Names(python.GetProperty("stats").GetProperty("rusage")), Names(csharp.GetProperty("stats").GetProperty("rusage")));
    }

    [Fact]
    public async Task Task_IsShownWithItsResult()
    {
        var sent = await PostAsync($"api/task/send-task/pool.add", $$"""{"args": [1, 2], "queue": "{{fleet.ProcessesQueue}}"}""");
        var id = JsonDocument.Parse(sent.Text).RootElement.GetProperty("task-id").GetString()!;

        var task = await Eventually.GetAsync(
            () => _http.GetFromJsonAsync<JsonElement>($"api/task/info/{id}", Cancellation),
            told => told.GetProperty("state").GetString() == "SUCCESS", ControlFleet.Deadline, "Flower to show the end", Cancellation);

        Assert.Equal(("pool.add", "3", fleet.ProcessesNode), (
            task.GetProperty("name").GetString(), task.GetProperty("result").GetString(), task.GetProperty("worker").GetString()));
    }

    [Theory]
    [InlineData("api/worker/pool/grow/{0}", "n=1")]
    [InlineData("api/worker/pool/shrink/{0}", "n=1")]
    [InlineData("api/worker/pool/restart/{0}", "")]
    [InlineData("api/worker/pool/autoscale/{0}", "min=1&max=3")]
    [InlineData("api/worker/queue/add-consumer/{0}", "queue=flower-extra")]
    [InlineData("api/worker/queue/cancel-consumer/{0}", "queue=flower-extra")]
    [InlineData("api/task/rate-limit/tasks.add", "workername={0}&ratelimit=200/m")]
    [InlineData("api/task/rate-limit/tasks.add", "workername={0}&ratelimit=oops")]
    [InlineData("api/task/timeout/tasks.add", "workername={0}&hard=60&soft=30")]
    public async Task Commands_AreAnsweredAlike(string path, string form)
    {
        var (python, csharp) = (await SendAsync(fleet.PythonNode), await SendAsync(fleet.ProcessesNode));

        Assert.Equal(python.Status, csharp.Status);
        Assert.Equal(python.Text.Replace(fleet.PythonNode, "NODE", StringComparison.Ordinal), csharp.Text.Replace(fleet.ProcessesNode, "NODE", StringComparison.Ordinal));

        Task<(int Status, string Text)> SendAsync(string node) => PostAsync(
            string.Format(CultureInfo.InvariantCulture, path, node), string.Format(CultureInfo.InvariantCulture, form, node));
    }

    private static IReadOnlyList<string> Names(JsonElement map)
        => [.. map.EnumerateObject().Select(part => part.Name).Order(StringComparer.Ordinal)];

    private Task<JsonElement> WorkersAsync() => _http.GetFromJsonAsync<JsonElement>("api/workers?refresh=1", Cancellation);

    private async Task<(int Status, string Text)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(
            body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded"));
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
