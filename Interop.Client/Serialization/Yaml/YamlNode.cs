using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>One node of the graph between text and values. Source: PyYAML <c>nodes.py</c>.</summary>
internal sealed class YamlNode(YamlNodeKind kind, string tag, string text, YamlMark start)
{
    public YamlNodeKind Kind => kind;

    public string Text => text;

    public YamlMark Start => start;

    /// <summary>The whole tag, e.g. <c>tag:yaml.org,2002:int</c>.</summary>
    public string Tag { get; set; } = tag;

    public List<YamlNode> Items { get; } = kind == YamlNodeKind.Sequence ? [] : Empty;

    public List<(YamlNode Key, YamlNode Value)> Pairs { get; set; } = kind == YamlNodeKind.Mapping ? [] : EmptyPairs;

    public YamlNodeState State { get; set; }

    /// <summary>What it became; a container that is still being filled while <see cref="State"/> is open.</summary>
    public WireValue Value { get; set; }

    /// <summary>Values it holds, itself included, aliases expanded.</summary>
    public long Size { get; set; } = 1;

    /// <summary>Levels below and including it.</summary>
    public int Depth { get; set; } = 1;

    private static List<YamlNode> Empty { get; } = [];

    private static List<(YamlNode Key, YamlNode Value)> EmptyPairs { get; } = [];
}
