using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Replaces the merge keys of a mapping by what they mean. Source: PyYAML <c>constructor.py, flatten_mapping</c>.</summary>
internal sealed class YamlMerger(int maxValues)
{
    private long _work;
    private int _depth;

    /// <summary>What is merged comes first, so that the mapping's own pairs win; of a list of mappings the first wins.</summary>
    public void Flatten(YamlNode node)
    {
        if (++_depth > YamlContentCodec.MaxDepth)
        {
            throw YamlError.TooDeep(node.Start);
        }

        Count(node.Pairs.Count);
        var merged = new List<(YamlNode Key, YamlNode Value)>();
        var at = 0;
        while (at < node.Pairs.Count)
        {
            var (key, value) = node.Pairs[at];
            if (key.Tag == YamlTags.Merge)
            {
                node.Pairs.RemoveAt(at);
                Add(node, value, merged);
                continue;
            }

            if (key.Tag == YamlTags.Value)
            {
                key.Tag = YamlTags.Text;
            }

            at++;
        }

        if (merged.Count > 0)
        {
            merged.AddRange(node.Pairs);
            node.Pairs = merged;
        }

        _depth--;
    }

    private void Add(YamlNode node, YamlNode source, List<(YamlNode Key, YamlNode Value)> merged)
    {
        switch (source.Kind)
        {
            case YamlNodeKind.Mapping:
                Flatten(source);
                Append(source, merged);
                break;
            case YamlNodeKind.Sequence:
                foreach (var item in source.Items)
                {
                    Flatten(item.Kind == YamlNodeKind.Mapping ? item : throw NoMapping(item));
                }

                for (var i = source.Items.Count - 1; i >= 0; i--)
                {
                    Append(source.Items[i], merged);
                }

                break;
            default:
                throw NoMapping(node);
        }
    }

    private void Append(YamlNode source, List<(YamlNode Key, YamlNode Value)> merged)
    {
        Count(source.Pairs.Count);
        merged.AddRange(source.Pairs);
    }

    // A list of aliases to one mapping multiplies it, level by level.
    private void Count(int pairs)
    {
        _work += pairs + 1;
        if (_work > 2L * maxValues)
        {
            throw YamlError.TooManyValues(maxValues);
        }
    }

    private static MessageDecodeException NoMapping(YamlNode node) =>
        new($"The YAML key << takes a mapping or a list of mappings{YamlError.At(node.Start)}.");
}
