namespace Interop.Client.Serialization.Yaml;

/// <summary>What stands in the text.</summary>
internal enum YamlNodeKind : byte
{
    Scalar,
    Sequence,
    Mapping,
}
