using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>Reads parts of answers, whatever their worker made of them: null where they are of another kind.</summary>
internal static class ReplyReading
{
    public static long? Integer(WireValue? value) => value is { } some && some.TryGetInt64(out var number) ? number : null;

    public static bool? Flag(WireValue? value) => value is { Kind: WireKind.Boolean } some ? some.AsBoolean() : null;

    /// <summary>Seconds since 1970.</summary>
    public static DateTimeOffset? Instant(WireValue? value) => value is { Kind: WireKind.Float or WireKind.Integer } some
        && some.AsDouble() is > -6e10 and < 2.5e11 and var seconds
            ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds)
            : null;

    public static List<T> Maps<T>(WireValue value, Func<WireMap, T> read) => value.TryGetItems(out var items)
        ? [.. items.Select(item => item.TryGetMap(out var map) ? map : null).OfType<WireMap>().Select(read)]
        : [];

    public static List<string> Texts(WireValue value) => value.TryGetItems(out var items)
        ? [.. items.Select(item => item.AsStringOrNull()).OfType<string>()]
        : [];
}
