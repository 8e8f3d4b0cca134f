namespace Interop.Client.Configuration;

/// <summary>What was read from a configuration.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Notes">Sentences about settings that were given and have no effect.</param>
internal sealed record SettingsReading(CeleryOptions Options, IReadOnlyList<string> Notes);
