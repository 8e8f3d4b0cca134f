using System.Text.RegularExpressions;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Which tag a plain scalar has. Source: PyYAML <c>resolver.py</c>; the expressions are those of YAML 1.1 as it has them.</summary>
internal static partial class YamlTags
{
    public const string Prefix = "tag:yaml.org,2002:";
    public const string Null = Prefix + "null";
    public const string Boolean = Prefix + "bool";
    public const string Integer = Prefix + "int";
    public const string Float = Prefix + "float";
    public const string Text = Prefix + "str";
    public const string Binary = Prefix + "binary";
    public const string Timestamp = Prefix + "timestamp";
    public const string Sequence = Prefix + "seq";
    public const string Mapping = Prefix + "map";
    public const string Set = Prefix + "set";
    public const string OrderedMap = Prefix + "omap";
    public const string Pairs = Prefix + "pairs";
    public const string Merge = Prefix + "merge";
    public const string Value = Prefix + "value";

    /// <summary>The tag of a scalar without quotes; text when no rule fits.</summary>
    public static string OfPlain(string value)
    {
        if (value.Length == 0)
        {
            return Null;
        }

        return value[0] switch
        {
            >= '0' and <= '9' or '-' or '+' or '.' => OfNumber(value),
            'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' when BooleanForm().IsMatch(value) => Boolean,
            '~' or 'n' or 'N' when NullForm().IsMatch(value) => Null,
            '<' when value.TrimEnd('\n') == "<<" => Merge,
            '=' when value.TrimEnd('\n') == "=" => Value,
            _ => Text,
        };
    }

    private static string OfNumber(string value) =>
        FloatForm().IsMatch(value) ? Float
        : value[0] != '.' && IntegerForm().IsMatch(value) ? Integer
        : char.IsAsciiDigit(value[0]) && TimestampForm().IsMatch(value) ? Timestamp
        : Text;

    [GeneratedRegex("^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$")]
    private static partial Regex BooleanForm();

    [GeneratedRegex("^(?:~|null|Null|NULL)$")]
    private static partial Regex NullForm();

    [GeneratedRegex(
        @"^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
        + @"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$")]
    private static partial Regex FloatForm();

    [GeneratedRegex(
        "^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(
        "^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
        + "(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$")]
    private static partial Regex TimestampForm();
}
