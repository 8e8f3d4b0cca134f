using Interop.Protocol.Values;

namespace Interop.Client.Tests.Serialization;

/// <summary>What YAML makes of values.</summary>
internal static class YamlValues
{
    /// <summary>The value with its tuples as lists, as it comes back.</summary>
    public static WireValue Listed(WireValue value) => value.Kind switch
    {
        WireKind.List or WireKind.Tuple => WireValue.List([.. value.AsItems().Select(Listed)]),
        WireKind.Map => Map(value.AsMap()),
        _ => value,
    };

    /// <summary>False for what <c>safe_dump</c> writes and <c>safe_load</c> then refuses: offsets with seconds, tuples as keys.</summary>
    public static bool ComesBack(WireValue value) => value.Kind switch
    {
        WireKind.DateTime => value.AsDateTime().Offset is not { Seconds: not 0 },
        WireKind.Map => value.AsMap().All(pair => pair.Key.Kind != WireKind.Tuple && ComesBack(pair.Value)),
        WireKind.List or WireKind.Tuple => value.AsItems().All(ComesBack),
        _ => true,
    };

    /// <summary>True when PyYAML breaks the text into lines.</summary>
    public static bool IsFolded(WireValue value) => value.Kind switch
    {
        WireKind.String => value.AsString() is var text && (text.Contains('\n') && text.All(c => c is '\n' or >= ' ' and <= '~') || text.Length > 70),
        WireKind.Map => value.AsMap().Any(pair => IsFolded(pair.Key) || IsFolded(pair.Value)),
        WireKind.List or WireKind.Tuple => value.AsItems().Any(IsFolded),
        _ => false,
    };

    private static WireMap Map(WireMap map)
    {
        var result = new WireMap();
        foreach (var (key, value) in map)
        {
            result.Set(key, Listed(value));
        }

        return result;
    }
}
