namespace Interop.Client.Configuration.Tables;

/// <summary>Rows of the table in short form. An old name of null is the upper case of the name.</summary>
internal static class Row
{
    public static Setting Text(string name, string? old, string standard, string doc,
        Func<CeleryOptions, string?, CeleryOptions> apply) =>
        Make(name, old, "text", standard, doc, (options, value) => apply(options, value.OptionalText()));

    public static Setting Flag(string name, string? old, bool standard, string doc,
        Func<CeleryOptions, bool, CeleryOptions> apply) =>
        Make(name, old, "true/false", standard ? "true" : "false", doc, (options, value) => apply(options, value.Flag()));

    public static Setting Number(string name, string? old, string standard, string doc,
        Func<CeleryOptions, int, CeleryOptions> apply) =>
        Make(name, old, "whole number", standard, doc, (options, value) => apply(options, value.Number()));

    public static Setting MaybeNumber(string name, string? old, string standard, string doc,
        Func<CeleryOptions, int?, CeleryOptions> apply) =>
        Make(name, old, "whole number", standard, doc, (options, value) => apply(options, value.OptionalNumber()));

    public static Setting Seconds(string name, string? old, string standard, string doc,
        Func<CeleryOptions, TimeSpan, CeleryOptions> apply) =>
        Make(name, old, "seconds", standard, doc, (options, value) => apply(options, value.Seconds()));

    public static Setting MaybeSeconds(string name, string? old, string standard, string doc,
        Func<CeleryOptions, TimeSpan?, CeleryOptions> apply) =>
        Make(name, old, "seconds", standard, doc, (options, value) => apply(options, value.OptionalSeconds()));

    public static Setting Make(
        string name, string? old, string type, string standard, string doc,
        Func<CeleryOptions, SettingValue, CeleryOptions> apply) =>
        new() { Name = name, OldName = old, Type = type, Default = standard, Doc = doc, Apply = apply };

    /// <summary>Accepted without effect.</summary>
    public static Setting Noted(string name, string? old, string type, string standard, string doc) =>
        new() { Name = name, OldName = old, Type = type, Default = standard, Doc = doc, Support = SettingSupport.Noted };

    /// <summary>An error, unless it has its default or another value that changes nothing.</summary>
    public static Setting Refused(
        string name, string? old, string type, string standard, string doc, params string[] harmless) => new()
    {
        Name = name, OldName = old, Type = type, Default = standard, Doc = doc, Support = SettingSupport.Refused,
        Harmless = [standard, .. harmless],
    };
}
