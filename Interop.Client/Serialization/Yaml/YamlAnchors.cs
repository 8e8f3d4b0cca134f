using System.Globalization;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Names of the containers that contain themselves, <c>id001</c> and so on. Source: PyYAML <c>serializer.py</c>.</summary>
internal sealed class YamlAnchors
{
    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private int _depth;

    public static YamlAnchors Find(WireValue root)
    {
        var anchors = new YamlAnchors();
        anchors.Walk(root);
        return anchors;
    }

    public string? NameOf(WireValue container) => _names.Count == 0 ? null : _names.GetValueOrDefault(Identity(container));

    private static object Identity(WireValue container) => container.Kind switch
    {
        WireKind.Map => container.AsMap(),
        WireKind.List or WireKind.Tuple or WireKind.Set => container.AsItems(),
        _ => throw new MessageEncodeException($"YAML cannot carry a value of kind {container.Kind} that contains itself."),
    };

    private void Walk(WireValue value)
    {
        if (++_depth > YamlContentCodec.MaxDepth + 1)
        {
            throw new MessageEncodeException($"The value is nested deeper than {YamlContentCodec.MaxDepth} levels.");
        }

        switch (value.Kind)
        {
            case WireKind.Recursion:
                _names.TryAdd(Identity(value.AsRecursion()), string.Create(CultureInfo.InvariantCulture, $"id{_names.Count + 1:000}"));
                break;
            case WireKind.List or WireKind.Tuple:
                foreach (var item in value.AsItems())
                {
                    Walk(item);
                }

                break;
            case WireKind.Map:
                foreach (var (_, item) in YamlKeyOrder.Sort([.. value.AsMap()]))
                {
                    Walk(item);
                }

                break;
        }

        _depth--;
    }
}
