using System.Text.Json.Serialization;

namespace Interop.Compatibility;

/// <summary>How the tests of one row went against one Celery. Skipped are those of things that Celery does not have.</summary>
public readonly record struct CapabilityCount(int Passed, int Failed, int Skipped)
{
    [JsonIgnore]
    public int Run => Passed + Failed;

    public static CapabilityCount operator +(CapabilityCount left, CapabilityCount right)
        => new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary><c>passed/run</c>, or a dash when there was nothing to run.</summary>
    public override string ToString() => Run == 0 ? "—" : $"{Passed}/{Run}";
}
