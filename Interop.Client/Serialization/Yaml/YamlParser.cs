using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Tokens to nodes: one document, anchors and aliases resolved, every node with its tag. Source: PyYAML <c>parser.py</c>,
/// <c>composer.py</c>.</summary>
internal sealed class YamlParser(string text, int maxValues)
{
    private readonly YamlScanner _scanner = new(new YamlSource(text));
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _handles = new(StringComparer.Ordinal);
    private int _depth;
    private int _nodes;

    // stream ::= document-end* (directive* "---")? block-node? document-end* ; a second document is refused
    /// <summary>The root; null for a text without a document.</summary>
    /// <exception cref="MessageDecodeException">No YAML, or more of it than allowed.</exception>
    public YamlNode? Parse()
    {
        YamlNode? root;
        if (Next is YamlTokenKind.Directive or YamlTokenKind.DocumentStart)
        {
            Directives();
            Take(YamlTokenKind.DocumentStart, "a document does not begin with '---'");
            root = Next is YamlTokenKind.Directive or YamlTokenKind.DocumentStart or YamlTokenKind.DocumentEnd or YamlTokenKind.StreamEnd
                ? Empty()
                : Node(inBlock: true);
        }
        else if (Next == YamlTokenKind.StreamEnd)
        {
            return null;
        }
        else
        {
            root = Node(inBlock: true);
        }

        while (Next == YamlTokenKind.DocumentEnd)
        {
            _scanner.Take();
        }

        Take(YamlTokenKind.StreamEnd, "a second document begins, or what stands here belongs to nothing");
        return root;
    }

    private YamlTokenKind Next => _scanner.Peek().Kind;

    private void Directives()
    {
        var hasVersion = false;
        while (Next == YamlTokenKind.Directive)
        {
            var (_, start, content, handle) = _scanner.Take();
            if (handle == "%")
            {
                if (hasVersion || content.TrimStart('0') != "1")
                {
                    throw Error("a document has one version, and it is 1", start);
                }

                hasVersion = true;
            }
            else if (handle is not null && !_handles.TryAdd(handle, content))
            {
                throw Error($"the tag handle {YamlError.Shortened(handle)} is given twice", start);
            }
        }
    }

    // node ::= alias | (anchor tag? | tag anchor?)? (scalar | collection)? ; one of the two must be there
    private YamlNode Node(bool inBlock, bool allowsIndentless = false)
    {
        if (++_nodes > maxValues)
        {
            throw YamlError.TooManyValues(maxValues);
        }

        var start = _scanner.Peek().Start;
        if (Next == YamlTokenKind.Alias)
        {
            var name = _scanner.Take().Text;
            return _anchors.TryGetValue(name, out var target)
                ? target
                : throw Error($"the alias *{YamlError.Shortened(name)} has no anchor before it", start);
        }

        string? anchor = null, tag = null;
        for (var i = 0; i < 2; i++)
        {
            if (Next == YamlTokenKind.Anchor && anchor is null)
            {
                anchor = _scanner.Take().Text;
            }
            else if (Next == YamlTokenKind.Tag && tag is null)
            {
                tag = Resolve(_scanner.Take());
            }
        }

        var node = Begin(tag, start, inBlock, allowsIndentless, anchor is not null || tag is not null);
        if (anchor is not null && !_anchors.TryAdd(anchor, node))
        {
            throw Error($"the anchor &{YamlError.Shortened(anchor)} is given twice", start);
        }

        if (node.Kind != YamlNodeKind.Scalar)
        {
            Fill(node);
        }

        return node;
    }

    private YamlNode Begin(string? tag, YamlMark start, bool inBlock, bool allowsIndentless, bool mayBeEmpty)
    {
        var explicitTag = tag == "!" ? null : tag;
        switch (Next)
        {
            case YamlTokenKind.Plain:
            case YamlTokenKind.Quoted:
                var scalar = _scanner.Take();
                var isPlain = tag is null ? scalar.Kind == YamlTokenKind.Plain : explicitTag is null;
                return new YamlNode(
                    YamlNodeKind.Scalar, isPlain ? YamlTags.OfPlain(scalar.Text) : explicitTag ?? YamlTags.Text, scalar.Text, start);
            case YamlTokenKind.FlowSequenceStart:
            case YamlTokenKind.BlockSequenceStart when inBlock:
            case YamlTokenKind.BlockEntry when allowsIndentless:
                return new YamlNode(YamlNodeKind.Sequence, explicitTag ?? YamlTags.Sequence, "", start);
            case YamlTokenKind.FlowMappingStart:
            case YamlTokenKind.BlockMappingStart when inBlock:
                return new YamlNode(YamlNodeKind.Mapping, explicitTag ?? YamlTags.Mapping, "", start);
            default:
                return mayBeEmpty
                    ? new YamlNode(YamlNodeKind.Scalar, explicitTag ?? YamlTags.Null, "", start)
                    : throw Error("a value is missing, or something stands in its place", start);
        }
    }

    private void Fill(YamlNode node)
    {
        if (++_depth > YamlContentCodec.MaxDepth)
        {
            throw YamlError.TooDeep(node.Start);
        }

        switch (Next)
        {
            case YamlTokenKind.FlowSequenceStart:
                FlowSequence(node);
                break;
            case YamlTokenKind.FlowMappingStart:
                FlowMapping(node);
                break;
            case YamlTokenKind.BlockSequenceStart:
                _scanner.Take();
                BlockItems(node, isIndentless: false);
                Take(YamlTokenKind.BlockEnd, "a list in lines ends with something else than its items");
                break;
            case YamlTokenKind.BlockEntry:
                BlockItems(node, isIndentless: true);
                break;
            default:
                BlockMapping(node);
                break;
        }

        _depth--;
    }

    // ("-" block-node?)*
    private void BlockItems(YamlNode node, bool isIndentless)
    {
        while (Next == YamlTokenKind.BlockEntry)
        {
            _scanner.Take();
            var isEmpty = Next is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd
                || isIndentless && Next is YamlTokenKind.Key or YamlTokenKind.Value;
            node.Items.Add(isEmpty ? Empty() : Node(inBlock: true));
        }
    }

    // (("?" node?)? (":" node?)?)*, each node in lines, a list also at the column of its key
    private void BlockMapping(YamlNode node)
    {
        _scanner.Take();
        while (Next == YamlTokenKind.Key)
        {
            _scanner.Take();
            var key = BlockPart();
            var value = Skip(YamlTokenKind.Value) ? BlockPart() : Empty();
            node.Pairs.Add((key, value));
        }

        Take(YamlTokenKind.BlockEnd, "a mapping in lines ends with something else than its pairs");
    }

    private YamlNode BlockPart() => Next is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
        ? Empty()
        : Node(inBlock: true, allowsIndentless: true);

    // "[" (entry ("," entry)* ","?)? "]", where an entry is a node or one pair
    private void FlowSequence(YamlNode node)
    {
        _scanner.Take();
        for (var isFirst = true; Next != YamlTokenKind.FlowSequenceEnd; isFirst = false)
        {
            if (!isFirst)
            {
                Take(YamlTokenKind.FlowEntry, "a list in brackets goes on without ',' or ']'");
            }

            if (Next == YamlTokenKind.Key)
            {
                if (++_nodes > maxValues)
                {
                    throw YamlError.TooManyValues(maxValues);
                }

                var pair = new YamlNode(YamlNodeKind.Mapping, YamlTags.Mapping, "", _scanner.Take().Start);
                pair.Pairs.Add((FlowPart(YamlTokenKind.FlowSequenceEnd), FlowValue(YamlTokenKind.FlowSequenceEnd)));
                node.Items.Add(pair);
            }
            else if (Next != YamlTokenKind.FlowSequenceEnd)
            {
                node.Items.Add(Node(inBlock: false));
            }
        }

        _scanner.Take();
    }

    // "{" (entry ("," entry)* ","?)? "}", where an entry is a pair or a key alone
    private void FlowMapping(YamlNode node)
    {
        _scanner.Take();
        for (var isFirst = true; Next != YamlTokenKind.FlowMappingEnd; isFirst = false)
        {
            if (!isFirst)
            {
                Take(YamlTokenKind.FlowEntry, "a mapping in braces goes on without ',' or '}'");
            }

            if (Skip(YamlTokenKind.Key))
            {
                node.Pairs.Add((FlowPart(YamlTokenKind.FlowMappingEnd), FlowValue(YamlTokenKind.FlowMappingEnd)));
            }
            else if (Next != YamlTokenKind.FlowMappingEnd)
            {
                node.Pairs.Add((Node(inBlock: false), Empty()));
            }
        }

        _scanner.Take();
    }

    private YamlNode FlowPart(YamlTokenKind end) =>
        Next is YamlTokenKind.Value or YamlTokenKind.FlowEntry || Next == end ? Empty() : Node(inBlock: false);

    private YamlNode FlowValue(YamlTokenKind end) =>
        !Skip(YamlTokenKind.Value) || Next == YamlTokenKind.FlowEntry || Next == end ? Empty() : Node(inBlock: false);

    private YamlNode Empty() => new(YamlNodeKind.Scalar, YamlTags.Null, "", _scanner.Peek().Start);

    private string Resolve(YamlToken tag)
    {
        if (tag.Handle is not { } handle)
        {
            return tag.Text;
        }

        var prefix = _handles.GetValueOrDefault(handle) ?? handle switch
        {
            "!" => "!",
            "!!" => YamlTags.Prefix,
            _ => throw Error($"the tag handle {YamlError.Shortened(handle)} is not declared", tag.Start),
        };
        return prefix + tag.Text;
    }

    private bool Skip(YamlTokenKind kind)
    {
        if (Next != kind)
        {
            return false;
        }

        _scanner.Take();
        return true;
    }

    private void Take(YamlTokenKind kind, string otherwise)
    {
        if (!Skip(kind))
        {
            throw Error(otherwise, _scanner.Peek().Start);
        }
    }

    private static MessageDecodeException Error(string what, YamlMark at) => new($"The text is no YAML: {what}{YamlError.At(at)}.");
}
