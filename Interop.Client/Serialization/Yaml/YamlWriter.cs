using System.Globalization;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Values as <c>yaml.safe_dump</c> writes them: block style, keys in order, ASCII. Source: PyYAML <c>representer.py</c>,
/// <c>emitter.py</c>.</summary>
/// <remarks>Two things differ from its bytes, neither from its values: no line is folded at 80 characters, and text of several
/// lines is double quoted.</remarks>
internal sealed class YamlWriter
{
    private const int MaxSimpleKey = 128;

    private readonly StringBuilder _output = new();
    private readonly YamlAnchors _anchors;
    private int _depth;

    private YamlWriter(YamlAnchors anchors) => _anchors = anchors;

    /// <exception cref="MessageEncodeException">A kind that <c>safe_dump</c> refuses, or that would not come back.</exception>
    public static string Write(WireValue value)
    {
        var writer = new YamlWriter(YamlAnchors.Find(value));
        writer.Node(value, 0, inSequence: false, root: true);
        writer._output.Append(IsOpenEnded(value) ? "\n...\n" : "\n");
        return writer._output.ToString();
    }

    // Everything up to, not including, the line break after the value. The cursor stands behind "-", ":" or at the start.
    private void Node(WireValue value, int indent, bool inSequence, bool root)
    {
        switch (value.Kind)
        {
            case WireKind.List or WireKind.Tuple:
                Sequence(value, indent, inSequence, root);
                break;
            case WireKind.Map or WireKind.Set:
                Mapping(value, indent, inSequence, root);
                break;
            case WireKind.Recursion:
                Space(root);
                _output.Append('*').Append(_anchors.NameOf(value.AsRecursion()));
                break;
            case WireKind.Bytes:
                Space(root);
                Binary(value.AsBytes().Span, indent);
                break;
            default:
                Space(root);
                _output.Append(YamlScalarText.Of(value));
                break;
        }
    }

    private void Sequence(WireValue value, int indent, bool inSequence, bool root)
    {
        var items = value.AsItems();
        Enter();
        var anchored = Anchor(value, root);
        if (items.Count == 0)
        {
            Space(root && !anchored);
            _output.Append("[]");
        }

        for (var i = 0; i < items.Count; i++)
        {
            Begin(i == 0, indent, inSequence, anchored, root);
            _output.Append('-');
            Node(items[i], indent + 2, inSequence: true, root: false);
        }

        _depth--;
    }

    private void Mapping(WireValue value, int indent, bool inSequence, bool root)
    {
        var isSet = value.Kind == WireKind.Set;
        var pairs = YamlKeyOrder.Sort(isSet
            ? [.. value.AsItems().Select(item => new KeyValuePair<WireValue, WireValue>(item, WireValue.None))]
            : [.. value.AsMap()]);
        Enter();
        var introduced = Anchor(value, root);
        if (isSet)
        {
            Space(root && !introduced);
            _output.Append("!!set");
            introduced = true;
        }

        if (pairs.Length == 0)
        {
            Space(root && !introduced);
            _output.Append("{}");
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            Begin(i == 0, indent, inSequence, introduced, root);
            Pair(pairs[i].Key, pairs[i].Value, indent);
        }

        _depth--;
    }

    private void Pair(WireValue key, WireValue value, int indent)
    {
        if (key.Kind is WireKind.List or WireKind.Tuple or WireKind.Map or WireKind.Set or WireKind.Recursion)
        {
            throw new MessageEncodeException($"YAML cannot carry the dict key {PythonRepr.SafeRepr(key, 100)}: "
                + "yaml.safe_load takes scalars as keys only. Use text keys.");
        }

        if (IsSimple(key))
        {
            _output.Append(YamlScalarText.Of(key)).Append(':');
        }
        else
        {
            _output.Append('?');
            Node(key, indent + 2, inSequence: false, root: false);
            NewLine(indent);
            _output.Append(':');
        }

        // PyYAML does not indent a list below its key.
        var below = value.Kind is WireKind.List or WireKind.Tuple ? indent : indent + 2;
        Node(value, below, inSequence: false, root: false);
    }

    private static bool IsSimple(WireValue key) => key.Kind switch
    {
        WireKind.Bytes => false,
        WireKind.String => key.AsString() is { Length: > 0 and < MaxSimpleKey } text && text.AsSpan().IndexOfAny("\n\x85\u2028\u2029") < 0,
        _ => true,
    };

    private void Binary(ReadOnlySpan<byte> bytes, int indent)
    {
        _output.Append(bytes.IsEmpty ? "!!binary \"\"" : "!!binary |");
        var text = Convert.ToBase64String(bytes);
        for (var at = 0; at < text.Length; at += 76)
        {
            NewLine(Math.Max(indent, 2));
            _output.Append(text, at, Math.Min(76, text.Length - at));
        }
    }

    private bool Anchor(WireValue value, bool root)
    {
        if (_anchors.NameOf(value) is not { } name)
        {
            return false;
        }

        Space(root);
        _output.Append('&').Append(name);
        return true;
    }

    // A collection in a list begins on the line of its dash, unless an anchor or tag stands there.
    private void Begin(bool isFirst, int indent, bool inSequence, bool introduced, bool root)
    {
        if (!isFirst || introduced || !inSequence && !root)
        {
            NewLine(indent);
        }
        else
        {
            Space(root);
        }
    }

    private void Space(bool atStart)
    {
        if (!atStart)
        {
            _output.Append(' ');
        }
    }

    private void NewLine(int indent) => _output.Append('\n').Append(' ', indent);

    private void Enter()
    {
        if (++_depth > YamlContentCodec.MaxDepth)
        {
            throw new MessageEncodeException($"The value is nested deeper than {YamlContentCodec.MaxDepth} levels.");
        }
    }

    // A plain scalar alone in its document needs the end marked.
    private static bool IsOpenEnded(WireValue value) =>
        value.Kind is not (WireKind.List or WireKind.Tuple or WireKind.Map or WireKind.Set or WireKind.Bytes)
        && YamlScalarText.Of(value) is not ['\'' or '"', ..];
}
