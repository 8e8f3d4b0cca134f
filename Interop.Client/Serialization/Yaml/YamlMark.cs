namespace Interop.Client.Serialization.Yaml;

/// <summary>A place in the text, in code points, all from zero.</summary>
internal readonly record struct YamlMark(int Index, int Line, int Column);
