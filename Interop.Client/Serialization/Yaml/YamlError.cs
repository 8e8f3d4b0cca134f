using System.Globalization;
using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Wording that several readers share.</summary>
internal static class YamlError
{
    /// <summary><c> (line 3, column 5)</c>.</summary>
    public static string At(YamlMark mark) => string.Create(CultureInfo.InvariantCulture, $" (line {mark.Line + 1}, column {mark.Column + 1})");

    public static string Shortened(string text) => text.Length <= 100 ? text : text[..100] + "…";

    public static MessageDecodeException TooDeep(YamlMark mark) =>
        new($"The YAML document is nested deeper than {YamlContentCodec.MaxDepth} levels{At(mark)}.");

    public static MessageDecodeException TooManyValues(int limit) =>
        new($"The YAML document holds more than {limit} values, its aliases expanded.");
}
