using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Values;
using Interop.Testing.Processes;

namespace Interop.Testing.Python;

/// <summary>kombu's own serializers in a running <c>python-fixtures/formats/codec.py</c>, for many values at a time.</summary>
public sealed class PythonCodec : IAsyncDisposable
{
    private readonly ChildProcess _process = PythonProcess.Start("python codec", ["../formats/codec.py"], captureOutput: false);

    /// <summary><c>loads</c> of each body: the tagged value, or what Python said.</summary>
    public async Task<IReadOnlyList<(JsonElement? Value, string? Error)>> LoadAsync(string serializer, IEnumerable<byte[]> bodies)
        => [.. (await CallAsync(serializer, "load", [.. bodies.Select(body => JsonValue.Create(Convert.ToHexString(body)))]))
            .Select(answer => answer.TryGetProperty("error", out var error)
                ? (default(JsonElement?), error.GetString())
                : (answer.GetProperty("value"), null))];

    /// <summary><c>dumps</c> of each value: the body, or what Python said.</summary>
    public async Task<IReadOnlyList<(byte[]? Body, string? Error)>> DumpAsync(string serializer, IEnumerable<WireValue> values)
        => [.. (await CallAsync(serializer, "dump", [.. values.Select(FormatValues.Write)]))
            .Select(answer => answer.TryGetProperty("error", out var error)
                ? (default(byte[]), error.GetString())
                : (Convert.FromHexString(answer.GetProperty("body").GetString()!), null))];

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<IReadOnlyList<JsonElement>> CallAsync(string serializer, string operation, JsonArray items)
    {
        var request = new JsonObject { ["serializer"] = serializer, [operation] = items };
        await _process.Input.WriteLineAsync(request.ToJsonString());
        await _process.Input.FlushAsync();
        var line = await _process.RawOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The Python codec ended. Its output:\n{_process.Output}");
        using var document = JsonDocument.Parse(line, new() { MaxDepth = 512 });
        return [.. document.RootElement.Clone().EnumerateArray()];
    }
}
