using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client.Serialization;
using Interop.Protocol;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Testing;
using Interop.Testing.Processes;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization;

/// <summary>Each Celery reads our bytes (<c>python-fixtures/read_back.py</c>) and must see what it sees in its own.</summary>
public sealed class ReadBackTests
{
    /// <summary>The installed Python and those that <c>python-fixtures/environments</c> builds.</summary>
    public static TheoryData<string> Pythons => [.. PythonContent.Versions];

    [Theory]
    [MemberData(nameof(Pythons))]
    public async Task Values_AreReadByPythonAsItsOwn(string python)
    {
        await using var reader = new PythonReader(python);
        var version = await reader.VersionAsync();
        var mismatches = new GoldenMismatches();
        foreach (var name in Golden.Cases("value", version))
        {
            var golden = Golden.Load(name, version);
            if (Written(golden, version) is not { } ours)
            {
                continue;
            }

            var answers = (await reader.ReadAsync(ours), await reader.ReadAsync(golden.GetProperty("body").GetBytesFromBase64(), golden));
            mismatches.Check(name, golden, _ => Compare(answers.Item1, answers.Item2));
        }

        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
        Assert.InRange(mismatches.Checked, 50, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Pythons))]
    public async Task Envelopes_AreReadByPythonAsItsOwn(string python)
    {
        await using var reader = new PythonReader(python);
        var version = await reader.VersionAsync();
        var release = Golden.ReleaseOf(version);
        var mismatches = new GoldenMismatches();
        foreach (var name in Golden.Cases("task", version).Concat(Golden.Cases("canvas", version)).Concat(Golden.Cases("encoded", version)))
        {
            var golden = Golden.Load(name, version);
            if (release == CeleryRelease.V50 && name.EndsWith("-inside-retry-group", StringComparison.Ordinal))
            {
                continue; // Its callback was made by hand, without the key chord_size that we add for 5.0.
            }

            var envelope = golden.GetProperty("messages")[0].GetProperty("envelope").GetString()!;
            if (Rewritten(envelope, release) is { } ours)
            {
                var answers = (await reader.ReadAsync(ours), await reader.ReadAsync(envelope));
                mismatches.Check(name, golden, _ => Compare(answers.Item1, answers.Item2));
            }
        }

        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
        Assert.InRange(mismatches.Checked, 100, int.MaxValue);
    }

    // What we write of the value, null where Python or our model has no form for it.
    private static EncodedContent? Written(JsonElement golden, string version)
    {
        if (!golden.TryGetProperty("body", out _) || golden.TryGetProperty("read_error", out _)
            || golden.GetProperty("serializer").GetString() is not { } serializer
            || StandardContent.Serializers.Find(serializer) is not { } codec)
        {
            return null;
        }

        var text = golden.GetProperty("value").GetRawText();
        if (text.Contains("\"recursion\"", StringComparison.Ordinal) || (!codec.CarriesObjects
            && (text.Contains("\"object\"", StringComparison.Ordinal) || text.Contains("\"exception\"", StringComparison.Ordinal))))
        {
            return null;
        }

        codec = codec is JsonContentCodec ? new JsonContentCodec(Golden.ReleaseOf(version).Dialect()) : codec;
        return codec.Encode(GoldenValue.Read(golden.GetProperty("value")));
    }

    // The task read and written again, body and all; null where its serializer is not registered.
    private static string? Rewritten(string envelope, CeleryRelease release)
    {
        var message = VirtualEnvelope.Read(Encoding.UTF8.GetBytes(envelope));
        if (message.Headers.Compression is not null || StandardContent.Serializers.Find(message.Properties.ContentType!) is not { } codec)
        {
            return null;
        }

        var task = codec is JsonContentCodec
            ? TaskMessageCodec.Read(message, message.Body)
            : TaskMessageCodec.Read(message, codec.Decode(message.Body.Span));
        var output = new ArrayBufferWriter<byte>();
        VirtualEnvelope.Write(output, TaskMessageCodec.Write(task, release, codec is JsonContentCodec ? null : codec), release);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string? Compare(JsonElement ours, JsonElement python)
    {
        foreach (var part in python.EnumerateObject())
        {
            if (!ours.TryGetProperty(part.Name, out var found) || !Same(found, part.Value))
            {
                return $"Python reads {ours.GetRawText()} in ours, {python.GetRawText()} in its own.";
            }
        }

        return null;
    }

    private static bool Same(JsonElement left, JsonElement right) => JsonElement.DeepEquals(left, right)
        || (GoldenValue.TryRead(left, out var one) && GoldenValue.TryRead(right, out var other) && one == other);

    private sealed class PythonReader : IAsyncDisposable
    {
        private readonly ChildProcess _process;
        private readonly string _version;

        public PythonReader(string version)
        {
            _version = version;
            var python = version == "installed" ? PythonInstallation.Path : RepositoryRoot.Combine(".python", version, "python");
            if (!File.Exists(python))
            {
                // No server of CI: that the environments are not built is no fault there either.
                throw new InvalidOperationException($"$XunitDynamicSkip$Celery {version} is not built; run python-fixtures/environments {version}.");
            }

            _process = ChildProcess.Start(
                $"Celery {version}", python, ["read_back.py"],
                new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["PYTHONPATH"] = null },
                RepositoryRoot.Combine("python-fixtures"), captureOutput: false);
        }

        /// <summary>The golden version this Python is compared with.</summary>
        public async Task<string> VersionAsync()
        {
            if (_version != "installed")
            {
                return _version;
            }

            var answer = await CallAsync(new() { ["versions"] = true });
            var found = answer.GetProperty("celery").GetString()!;
            Assert.SkipUnless(Golden.Versions.Contains(found), $"There are no golden files of the installed Celery {found}.");
            return found;
        }

        public Task<JsonElement> ReadAsync(EncodedContent content) => CallAsync(new()
        {
            ["body"] = Convert.ToBase64String(content.Body.Span),
            ["content_type"] = content.ContentType,
            ["content_encoding"] = content.ContentEncoding,
        });

        public Task<JsonElement> ReadAsync(byte[] body, JsonElement golden) => ReadAsync(new EncodedContent(
            golden.GetProperty("content_type").GetString()!, golden.GetProperty("content_encoding").GetString()!, body));

        public Task<JsonElement> ReadAsync(string envelope) => CallAsync(new() { ["envelope"] = envelope });

        public ValueTask DisposeAsync() => _process.DisposeAsync();

        private async Task<JsonElement> CallAsync(JsonObject request)
        {
            await _process.Input.WriteLineAsync(request.ToJsonString());
            await _process.Input.FlushAsync(TestContext.Current.CancellationToken);
            var line = await _process.RawOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException($"Python ended. Its output:\n{_process.Output}");
            using var answer = JsonDocument.Parse(line, new() { MaxDepth = 256 });
            return answer.RootElement.Clone();
        }
    }
}
