using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Faults;

/// <summary>Redis with an append-only file, looked at through Python's client.</summary>
public sealed class RedisFaultBroker : FaultBroker
{
    private const string Good = """
        {"body": "W1sxXSwge30sIHt9XQ==", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": "fault.record", "id": "g"}, "properties": {"correlation_id": "g", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "Q"}, "priority": 0, "body_encoding": "base64", "delivery_tag": "T"}}
        """;

    private static readonly Func<string, string>[] Kinds =
    [
        _ => "not JSON at all",
        _ => "",
        _ => "[]",
        _ => "{}",
        _ => "null",
        good => good[..(good.Length / 2)],
        good => good.Replace("\"properties\"", "\"property\"", StringComparison.Ordinal),
        good => good.Replace("\"delivery_tag\"", "\"tag\"", StringComparison.Ordinal),
        good => good.Replace("\"delivery_info\"", "\"info\"", StringComparison.Ordinal),
        good => good.Replace("W1sxXSwge30sIHt9XQ==", "***no base64***", StringComparison.Ordinal),
        good => good.Replace("W1sxXSwge30sIHt9XQ==", Base64("[[1], {}]"), StringComparison.Ordinal),
        good => good.Replace("W1sxXSwge30sIHt9XQ==", Base64("[[1], {}, {}"), StringComparison.Ordinal),
        good => good.Replace("W1sxXSwge30sIHt9XQ==", "", StringComparison.Ordinal),
        good => good.Replace("application/json", "application/x-python-serialize", StringComparison.Ordinal),
        good => good.Replace("application/json", "text/unheard-of", StringComparison.Ordinal),
        good => good.Replace(", \"id\": \"g\"", "", StringComparison.Ordinal),
        good => good.Replace("\"task\": \"fault.record\", ", "", StringComparison.Ordinal),
        .. HostileBodies.All.Select(hostile => (Func<string, string>)(good => With(good, hostile.Type, hostile.Compression, hostile.Body))),
    ];

    private readonly RedisServer _server;
    private readonly PythonDriver _driver;

    private RedisFaultBroker(RedisServer server, PythonDriver driver)
    {
        _server = server;
        _driver = driver;
    }

    public override string Url => _server.Url;

    public override int KindsOfGarbage => Kinds.Length;

    protected override int Port => _server.Port;

    public static async Task<FaultBroker> StartAsync()
        => new RedisFaultBroker(
            await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "everysec"), await PythonDriver.SharedAsync());

    public override Task StopAsync() => _server.StopAsync();

    public override Task StartAgainAsync() => _server.StartAgainAsync();

    public override async Task<long> LeftAsync(string queue)
    {
        long left = await CommandAsync("HLEN", "unacked") + await CommandAsync("ZCARD", "unacked_index");
        foreach (var step in new[] { "", "\u0006\u00163", "\u0006\u00166", "\u0006\u00169" })
        {
            left += await CommandAsync("LLEN", queue + step);
        }

        return left;
    }

    public override async Task<long> QuarantinedAsync(string queue)
        => await CommandAsync("LLEN", $"_interop.quarantine.{queue}") + await CommandAsync("LLEN", $"{queue}.undecodable");

    public override async Task PublishGarbageAsync(PythonCelery python, string queue, int kind)
    {
        var good = Good.Trim().Replace("\"Q\"", $"\"{queue}\"", StringComparison.Ordinal)
            .Replace("\"T\"", $"\"{Guid.NewGuid()}\"", StringComparison.Ordinal);
        await CommandAsync("LPUSH", queue, Kinds[kind](good));
    }

    /// <summary>Seconds since the youngest delivery in the books was renewed, by the server's clock; infinite when there is none.</summary>
    public async Task<double> AgeOfBooksAsync()
    {
        var now = await ClockAsync();
        var newest = await AnswerAsync("ZRANGE", "unacked_index", "-1", "-1", "WITHSCORES");
        return newest.AsArray() is [_, ..] items
            ? now - Score(items)
            : double.PositiveInfinity;
    }

    /// <summary>The server's clock, in seconds.</summary>
    public async Task<double> ClockAsync()
    {
        var time = (await AnswerAsync("TIME")).AsArray();
        return time[0]!.GetValue<double>() + time[1]!.GetValue<double>() / 1e6;
    }

    public override ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>The driver gives bytes in base64.</summary>
    private static double Score(JsonArray items)
        => double.Parse(Convert.FromBase64String(items[1]!["$bytes"]!.GetValue<string>()), CultureInfo.InvariantCulture);

    private static string With(string good, string type, string? compression, byte[] body) => good
        .Replace("W1sxXSwge30sIHt9XQ==", Convert.ToBase64String(body), StringComparison.Ordinal)
        .Replace("\"utf-8\"", type.EndsWith("yaml", StringComparison.Ordinal) || type.EndsWith("json", StringComparison.Ordinal) ? "\"utf-8\"" : "\"binary\"", StringComparison.Ordinal)
        .Replace("application/json", type, StringComparison.Ordinal)
        .Replace("\"id\": \"g\"", compression is null ? "\"id\": \"g\"" : $"\"id\": \"g\", \"compression\": \"{compression}\"", StringComparison.Ordinal);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<long> CommandAsync(params string[] command) => (await AnswerAsync(command)).GetValue<long>();

    private async Task<JsonNode> AnswerAsync(params string[] command)
    {
        var answer = await _driver.CallAsync("redis", new()
        {
            ["url"] = Url,
            ["words"] = new JsonArray([.. command.Select(part => JsonValue.Create(part))]),
        });
        return JsonNode.Parse(answer.GetRawText())!;
    }
}
