using System.Buffers;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>The offset of a pickled time zone at a wall clock. A datetime keeps the offset; the zone's name goes.</summary>
internal static class PickleZones
{
    private const int LongestName = 64;

    private static readonly SearchValues<char> NameUnits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    /// <summary>The offset; null when the zone is not pickled as its class does it.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone goes by a name that this machine does not know.</exception>
    public static TimeSpan? OffsetAt(WireValue zone, DateTime wall, bool fold)
    {
        if (FixedOffset(zone) is { } offset)
        {
            return offset;
        }

        if (zone.Kind != WireKind.Object || zone.AsObject() is not { Args.Count: < 8 } value)
        {
            return null;
        }

        return value.Class.Name switch
        {
            "ZoneInfo" or "_p" or "gettz" => value.Args is [{ Kind: WireKind.String } name, ..] ? Named(name.AsString(), wall, fold) : null,
            "tzfile" or "_unpickle" => Named(FileZone(value), wall, fold),
            "tzlocal" => Local(value.State, "_std_offset", "_dst_offset", wall),
            "LocalTimezone" => Local(value.State, "STDOFFSET", "DSTOFFSET", wall),
            _ => null,
        };
    }

    /// <summary>The offset of a zone that has one only; null for other zones.</summary>
    public static TimeSpan? FixedOffset(WireValue zone)
    {
        if (zone.Kind == WireKind.TimeDelta)
        {
            return Span(zone);
        }

        if (zone.Kind != WireKind.Object)
        {
            return null;
        }

        var value = zone.AsObject();
        return value.Class.Name switch
        {
            "timezone" => value.Args is [var offset, ..] ? Span(offset) : null,
            "UTC" or "_UTC" or "tzutc" => TimeSpan.Zero,
            "FixedOffset" or "_FixedOffset" => value.Args is [var minutes, ..] && PickleValues.Int(minutes) is { } count
                ? WithinDay(TimeSpan.FromMinutes(count)) : null,
            "_p" => value.Args is [_, var seconds, ..] && PickleValues.Int(seconds) is { } count
                ? WithinDay(TimeSpan.FromSeconds(count)) : null,
            "tzoffset" => value.State.Kind == WireKind.Map ? Span(value.State.AsMap()["_offset"] ?? default)
                : value.Args is [_, var length] ? PickleValues.Int(length) is { } whole ? WithinDay(TimeSpan.FromSeconds(whole)) : Span(length)
                : null,
            _ => null,
        };
    }

    private static TimeSpan? Span(WireValue delta) =>
        delta.Kind == WireKind.TimeDelta && delta.AsTimeDelta().TryToTimeSpan(out var span) ? WithinDay(span) : null;

    private static TimeSpan? WithinDay(TimeSpan span) => span.Duration() < TimeSpan.FromDays(1) ? span : null;

    // The first of two offsets in an hour that comes twice, unless fold says the second. Python: PEP 495.
    private static TimeSpan? Named(string? name, DateTime wall, bool fold)
    {
        if (name is null)
        {
            return null;
        }

        var zone = Find(name);
        if (zone.IsAmbiguousTime(wall))
        {
            var both = zone.GetAmbiguousTimeOffsets(wall);
            return fold ? both.Min() : both.Max();
        }

        var offset = zone.GetUtcOffset(wall);
        return fold && zone.IsInvalidTime(wall) ? zone.GetUtcOffset(wall.AddDays(1)) : offset;
    }

    // The name becomes the path of a file, so it may hold nothing else than a name of that database.
    private static TimeZoneInfo Find(string name)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(NameUnits) || name[0] == '/')
        {
            throw new TimeZoneNotFoundException($"The name '{name[..Math.Min(name.Length, LongestName)]}' is no name of a time zone.");
        }

        return name is "UTC" or "Etc/UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(name);
    }

    // /usr/share/zoneinfo/Europe/Paris, or a name as it is
    private static string? FileZone(WireObject value)
    {
        var path = value.Args.Select(arg => arg.AsStringOrNull()).LastOrDefault(text => text is not null)
            ?? (value.State.Kind == WireKind.Map ? value.State.AsMap()["_filename"]?.AsStringOrNull() : null);
        const string folder = "zoneinfo/";
        var at = path is { Length: > 4096 } ? -1 : path?.LastIndexOf(folder, StringComparison.Ordinal) ?? -1;
        return at < 0 ? path : path![(at + folder.Length)..];
    }

    // Such a zone is "where the reader is", with the offsets of where the writer was; Python asks its own clock too.
    private static TimeSpan? Local(WireValue state, string standard, string daylight, DateTime wall)
    {
        if (state.Kind != WireKind.Map)
        {
            return null;
        }

        var name = TimeZoneInfo.Local.IsDaylightSavingTime(wall) ? daylight : standard;
        return Span(state.AsMap()[name] ?? default);
    }
}
