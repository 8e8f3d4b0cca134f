using System.Text;
using System.Text.Json;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Tool;

/// <summary><c>celery-interop decode</c> and <c>encode</c> as processes, beside real workers.</summary>
public sealed class InspectorToolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verdicts_AreWhatTheInstalledWorkerDoes()
    {
        var version = await InstalledVersionAsync();
        var observed = await OddMessages.ObserveAsync(OddMessages.Cases.Select(row => row.GetRawText()), Cancellation);
        var wrong = new List<string>();
        foreach (var group in OddMessages.Cases.GroupBy(row => row.TryGetProperty("accept", out var accept) ? accept[1].GetString()! : "json"))
        {
            var (exitCode, output, _) = await ToolProcess.RunAsync(
                Lines(group.Select(row => new { transport = "filesystem", raw = row.GetProperty("raw").GetString() })),
                Cancellation, "decode", "--jsonl", "--celery", version, "--allow", group.Key);

            Assert.Equal(0, exitCode);
            foreach (var (row, line) in group.Zip(output.Split('\n')))
            {
                var name = row.GetProperty("name").GetString()!;
                var expected = observed[name];
                var found = JsonDocument.Parse(line).RootElement;
                if (found.GetProperty("verdict").GetString() != expected.GetProperty("outcome").GetString())
                {
                    wrong.Add($"{found.GetProperty("verdict")} ({found.GetProperty("reason")}), but the worker: {expected.GetRawText()}");
                }
            }
        }

        Assert.Equal(OddMessages.Cases.Count, observed.Count);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("json", "1")]
    [InlineData("json", "2")]
    [InlineData("pickle", "1")]
    [InlineData("pickle", "2")]
    [InlineData("msgpack", "2")]
    public async Task Worker_RunsWhatEncodeWrites(string serializer, string protocol)
    {
        var written = await ToolProcess.RunAsync(
            """{"task": "probe.take", "args": [1, "é"], "kwargs": {"a": [true, null]}}"""u8.ToArray(), Cancellation,
            "encode", "--serializer", serializer, "--protocol", protocol, "--compression", "zlib", "--celery", await InstalledVersionAsync());
        var observed = await OddMessages.ObserveAsync([OddMessages.Case("ours", written.Output, "json", serializer)], Cancellation);

        Assert.Equal((0, ""), (written.ExitCode, written.Errors));
        Assert.Contains("called (1, 'é') {'a': [True, None]}", observed["ours"].GetProperty("events").ToString().Replace("\\u00e9", "é", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_GoesOn_AfterBadLines_InOrder()
    {
        var good = """{"transport": "body", "raw": "W1sxXSwge30sIHt9XQ==", "content_type": "application/json", "headers": {"task": "t", "id": "1"}}""";
        var amqp = """
            {"transport": "amqp", "properties": {"content_type": "application/json"}, "headers": {"task": "t", "id": "2"}, "body": "W1sxXSwge30sIHt9XQ==", "delivery_info": {"exchange": ""}}
            """;
        string[] lines = [good, "no json", "{}", """{"transport": "pigeon", "raw": ""}""", """{"transport": "redis", "raw": "%"}""", "", amqp.Trim(), good];

        var (exitCode, output, _) = await ToolProcess.RunAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), Cancellation, "decode", "--jsonl");

        var found = output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(0, exitCode);
        Assert.Equal(lines.Length, found.Count);
        Assert.Equal([0, 6, 7], Enumerable.Range(0, found.Count).Where(i => !found[i].TryGetProperty("error", out _)));
        Assert.All(found, row => Assert.True(row.TryGetProperty("verdict", out _)));
        Assert.Equal("2", found[6].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Stream_OfTenThousandMessages_IsAnsweredLineByLine()
    {
        var rows = OddMessages.Cases;
        var (_, output, _) = await ToolProcess.RunAsync(
            Lines(Enumerable.Range(0, 10_000).Select(i => new { transport = "redis", raw = rows[i % rows.Count].GetProperty("raw").GetString() })),
            Cancellation, "decode", "--jsonl");

        Assert.Equal(10_000, output.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData(0, "[[1], {}, {}]", "decode", "--transport", "body", "--headers", """{"task": "t", "id": "1"}""")]
    [InlineData(1, "nonsense", "decode", "--transport", "redis")]
    [InlineData(1, "[1]", "encode")]
    [InlineData(2, "", "decode", "--transport", "pigeon")]
    [InlineData(2, "", "decode", "--headers", "[]")]
    [InlineData(2, "", "decode", "--celery", "4.4")]
    [InlineData(2, "", "call")]
    [InlineData(2, "", "nonsense")]
    public async Task ExitCode_SaysHowItWent(int expected, string input, params string[] arguments)
    {
        var (exitCode, _, _) = await ToolProcess.RunAsync(Encoding.UTF8.GetBytes(input), Cancellation, arguments);

        Assert.Equal(expected, exitCode);
    }

    [Fact]
    public async Task Help_TeachesWithExamples_AndVersionIsPlain()
    {
        var help = await ToolProcess.RunAsync(default, Cancellation, "decode", "--help");
        var version = await ToolProcess.RunAsync(default, Cancellation, "--version");

        Assert.Contains("redis-cli --raw lindex celery 0 | celery-interop decode", help.Output, StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", version.Output);
    }

    [Fact]
    public async Task Result_IsPending_AndCallRefusesWrongArguments()
    {
        using var folder = new TempFolder();
        var backend = $"file://{folder.Path}";
        var missing = await ToolProcess.RunAsync(default, Cancellation, "result", "nobody", "-b", "memory://", "--result-backend", backend);
        var nowhere = await ToolProcess.RunAsync(default, Cancellation, "call", "tasks.add", "--args", "{}", "-b", "memory://");

        Assert.Equal((0, "PENDING\n"), (missing.ExitCode, missing.Output));
        Assert.Equal(2, nowhere.ExitCode);
    }

    private static byte[] Lines<T>(IEnumerable<T> rows) =>
        Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => JsonSerializer.Serialize(row) + "\n")));

    private static async Task<string> InstalledVersionAsync()
    {
        await using var python = Testing.Processes.ChildProcess.Start(
            "celery version", PythonInstallation.Path, ["-c", "import celery; print(celery.__version__)"], captureOutput: false);
        return (await python.RawOutput.ReadToEndAsync(Cancellation)).Trim();
    }
}
