namespace Interop.Client.Serialization.Yaml;

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Text">Content of a scalar, name of an anchor or alias, suffix of a tag, prefix of a directive.</param>
/// <param name="Handle">Handle of a tag (null for a verbatim one) or of a directive (null for one that says nothing).</param>
internal readonly record struct YamlToken(YamlTokenKind Kind, YamlMark Start, string Text = "", string? Handle = null);
