using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Nodes to values, by tag. Source: PyYAML <c>constructor.py, SafeConstructor</c>.</summary>
internal sealed class YamlConstructor(int maxValues)
{
    private readonly YamlMerger _merger = new(maxValues);

    /// <exception cref="MessageDecodeException">A tag that is no data, content that its tag does not allow, or a limit.</exception>
    public WireValue Construct(YamlNode node)
    {
        switch (node.State)
        {
            case YamlNodeState.Done:
                return node.Value;
            case YamlNodeState.Open:
                return WireValue.Recursion(node.Value);
        }

        switch (node.Tag)
        {
            case YamlTags.Sequence:
                Sequence(node);
                break;
            case YamlTags.Mapping:
                Mapping(node);
                break;
            case YamlTags.Set:
                Set(node);
                break;
            case YamlTags.OrderedMap or YamlTags.Pairs:
                Pairs(node);
                break;
            default:
                node.Value = Scalar(node);
                break;
        }

        node.State = YamlNodeState.Done;
        return node.Value;
    }

    private void Sequence(YamlNode node)
    {
        Expect(node, YamlNodeKind.Sequence);
        var items = new List<WireValue>(node.Items.Count);
        Open(node, WireValue.List(items));
        foreach (var item in node.Items)
        {
            items.Add(Child(node, item));
        }
    }

    private void Mapping(YamlNode node)
    {
        var map = new WireMap();
        Open(node, map);
        Fill(node, map);
    }

    private void Set(YamlNode node)
    {
        var items = new List<WireValue>();
        Open(node, WireValue.Set(items));
        var map = new WireMap();
        Fill(node, map);
        items.AddRange(map.Select(pair => pair.Key));
    }

    private void Fill(YamlNode node, WireMap map)
    {
        Expect(node, YamlNodeKind.Mapping);
        _merger.Flatten(node);
        var keys = new YamlKeys(map);
        foreach (var (key, value) in node.Pairs)
        {
            var constructed = Child(node, key);
            if (constructed.Kind is WireKind.List or WireKind.Map or WireKind.Set or WireKind.Recursion)
            {
                throw new MessageDecodeException(
                    $"A YAML mapping has a key of kind {constructed.Kind}, which Python cannot hash{YamlError.At(key.Start)}.");
            }

            keys.Set(constructed, Child(node, value));
        }
    }

    // Both give a list of pairs. PyYAML does not look for keys that come twice.
    private void Pairs(YamlNode node)
    {
        Expect(node, YamlNodeKind.Sequence);
        var items = new List<WireValue>(node.Items.Count);
        Open(node, WireValue.List(items));
        foreach (var item in node.Items)
        {
            if (item is not { Kind: YamlNodeKind.Mapping, Pairs: [var (key, value)] })
            {
                throw new MessageDecodeException(
                    $"The items of {Shown(node.Tag)} are to be mappings of one pair{YamlError.At(item.Start)}.");
            }

            items.Add(WireValue.Tuple([Child(node, key), Child(node, value)]));
            node.Depth = Math.Max(node.Depth, Math.Max(key.Depth, value.Depth) + 2);
        }
    }

    private WireValue Scalar(YamlNode node)
    {
        var text = node.Tag switch
        {
            YamlTags.Null or YamlTags.Boolean or YamlTags.Integer or YamlTags.Float or YamlTags.Text or YamlTags.Binary
                or YamlTags.Timestamp => Text(node, 0),
            _ => throw new MessageDecodeException(
                $"The YAML tag {Shown(node.Tag)} is not among those that yaml.safe_load constructs{YamlError.At(node.Start)}."),
        };
        return node.Tag switch
        {
            YamlTags.Null => WireValue.None,
            YamlTags.Text => text,
            _ => YamlScalars.TryRead(node.Tag, text, out var value) ? value : throw new MessageDecodeException(
                $"The YAML scalar '{YamlError.Shortened(text)}' is no {Shown(node.Tag)} that Python can make{YamlError.At(node.Start)}."),
        };
    }

    // A mapping whose key "=" says which of its values is the scalar.
    private static string Text(YamlNode node, int depth)
    {
        if (depth > YamlContentCodec.MaxDepth)
        {
            throw YamlError.TooDeep(node.Start);
        }

        if (node.Kind == YamlNodeKind.Mapping)
        {
            foreach (var (key, value) in node.Pairs)
            {
                if (key.Tag == YamlTags.Value)
                {
                    return Text(value, depth + 1);
                }
            }
        }

        Expect(node, YamlNodeKind.Scalar);
        return node.Text;
    }

    private WireValue Child(YamlNode parent, YamlNode child)
    {
        var value = Construct(child);
        var isOpen = child.State == YamlNodeState.Open;
        parent.Size += isOpen ? 1 : child.Size;
        parent.Depth = Math.Max(parent.Depth, isOpen ? 2 : child.Depth + 1);
        if (parent.Size > maxValues)
        {
            throw YamlError.TooManyValues(maxValues);
        }

        return parent.Depth <= YamlContentCodec.MaxDepth ? value : throw YamlError.TooDeep(child.Start);
    }

    private static void Open(YamlNode node, WireValue value)
    {
        node.Value = value;
        node.State = YamlNodeState.Open;
    }

    private static void Expect(YamlNode node, YamlNodeKind kind)
    {
        if (node.Kind != kind)
        {
            throw new MessageDecodeException($"The YAML tag {Shown(node.Tag)} stands before a {node.Kind.ToString().ToLowerInvariant()}, "
                + $"not a {kind.ToString().ToLowerInvariant()}{YamlError.At(node.Start)}.");
        }
    }

    private static string Shown(string tag) =>
        YamlError.Shortened(tag.StartsWith(YamlTags.Prefix, StringComparison.Ordinal) ? "!!" + tag[YamlTags.Prefix.Length..] : tag);
}
