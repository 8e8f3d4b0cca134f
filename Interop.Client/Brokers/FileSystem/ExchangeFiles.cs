using System.Buffers;
using Interop.Client.Brokers.Virtual;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Exchange tables on disk, as kombu 5.3 and later keep them: <c>[[routing_key, pattern, queue], …]</c>, newest first.</summary>
internal sealed class ExchangeFiles(string folder)
{
    private const int LockAttempts = 200;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(10);

    public async ValueTask<IReadOnlyList<ExchangeTable.Binding>> ReadAsync(
        string exchange, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = PathOf(exchange);
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = await OpenAsync(path, FileAccess.Read, FileShare.Read, time, cancellationToken).ConfigureAwait(false);
        return [.. Parse(path, ReadAll(file)).Select(row => new ExchangeTable.Binding(row[0], row[2]))];
    }

    public async ValueTask BindAsync(
        string exchange, string routingKey, string queue, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(exchange);
        using var file = await OpenAsync(path, FileAccess.ReadWrite, FileShare.None, time, cancellationToken).ConfigureAwait(false);
        var rows = Parse(path, ReadAll(file));
        if (rows.Any(row => row[0] == routingKey && row[2] == queue))
        {
            return;
        }

        rows.Insert(0, [routingKey, "", queue]);
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireJsonWriter(output);
        writer.BeginArray();
        foreach (var row in rows)
        {
            writer.BeginArray();
            writer.String(row[0]);
            writer.String(row[1]);
            writer.String(row[2]);
            writer.EndArray();
        }

        writer.EndArray();
        writer.Flush();
        file.SetLength(0);
        file.Write(output.WrittenSpan);
    }

    private static List<string[]> Parse(string path, byte[] json)
    {
        if (json.Length == 0)
        {
            return [];
        }

        var value = WireJsonReader.ReadDocument(json);
        if (value.Kind != WireKind.List
            || !value.AsItems().All(row => row.Kind == WireKind.List && row.AsItems().Count == 3))
        {
            throw new MessageDecodeException($"The exchange file {path} is no list of [routing_key, pattern, queue].");
        }

        return [.. value.AsItems().Select(row => row.AsItems().Select(cell => cell.AsStringOrNull() ?? "").ToArray())];
    }

    private static byte[] ReadAll(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        file.Position = 0;
        return bytes;
    }

    private static async ValueTask<FileStream> OpenAsync(
        string path, FileAccess access, FileShare share, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, access, share);
            }
            catch (IOException) when (attempt < LockAttempts && File.Exists(path))
            {
                await Task.Delay(LockPause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private string PathOf(string exchange) => Path.Combine(folder, FileSystemNames.Exchange(exchange));
}
