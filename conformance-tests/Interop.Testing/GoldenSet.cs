using System.Text;
using System.Text.Json;

namespace Interop.Testing;

/// <summary>The golden files of one Celery version: a case a line.</summary>
internal sealed class GoldenSet
{
    private readonly Dictionary<string, (string Kind, byte[] Line)> _cases = new(StringComparer.Ordinal);

    public GoldenSet(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            foreach (var line in File.ReadLines(file, Encoding.ASCII))
            {
                var bytes = Encoding.ASCII.GetBytes(line);
                var (name, kind) = Head(bytes);
                _cases.Add(name, (kind, bytes));
            }
        }
    }

    public IEnumerable<string> Names(string? kind) =>
        _cases.Where(entry => kind is null || entry.Value.Kind == kind).Select(entry => entry.Key);

    public byte[]? Line(string name) => _cases.TryGetValue(name, out var found) ? found.Line : null;

    // Every line begins with "case" and "kind".
    private static (string Name, string Kind) Head(byte[] line)
    {
        var reader = new Utf8JsonReader(line);
        return (Next(ref reader, "case"), Next(ref reader, "kind"));
    }

    private static string Next(ref Utf8JsonReader reader, string property)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(property))
            {
                reader.Read();
                return reader.GetString()!;
            }
        }

        throw new InvalidDataException($"A golden line has no {property}.");
    }
}
