using System.Text.Encodings.Web;
using System.Text.Json;

namespace Interop.Compatibility;

/// <summary>The results of <c>./test --matrix</c> as they are committed: <c>docs/compatibility.json</c>.</summary>
/// <param name="Columns">By version of Celery, oldest first.</param>
public sealed record CompatibilityResults(IReadOnlyList<CompatibilityColumn> Columns)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Without any column.</summary>
    public static CompatibilityResults None { get; } = new([]);

    /// <exception cref="JsonException">It is no such document.</exception>
    public static CompatibilityResults Parse(string json) => JsonSerializer.Deserialize<CompatibilityResults>(json, Format)
        ?? throw new JsonException("The results are null.");

    public string ToJson() => JsonSerializer.Serialize(this, Format) + "\n";

    /// <summary>With this column in place of the one of the same Celery, if there is one.</summary>
    public CompatibilityResults With(CompatibilityColumn column) => new(
        [.. Columns.Where(other => other.Celery != column.Celery).Append(column).OrderBy(each => Version.Parse(each.Celery))]);
}
