namespace Interop.Client.Serialization.Yaml;

/// <summary>How far the construction of a node is.</summary>
internal enum YamlNodeState : byte
{
    Raw,
    Open,
    Done,
}
