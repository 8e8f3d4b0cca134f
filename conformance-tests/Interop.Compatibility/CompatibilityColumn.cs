namespace Interop.Compatibility;

/// <summary>The live tests against one Celery.</summary>
/// <param name="Celery">Its version.</param>
/// <param name="Kombu">The version of its kombu.</param>
/// <param name="Python">The version of its Python.</param>
/// <param name="All">Every test once.</param>
/// <param name="Rows">By capability; a test stands in each row it names.</param>
public sealed record CompatibilityColumn(
    string Celery, string Kombu, string Python, CapabilityCount All, IReadOnlyDictionary<string, CapabilityCount> Rows);
