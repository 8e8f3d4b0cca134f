using System.Collections.Frozen;
using System.Text;

namespace Interop.Protocol.Messages;

/// <summary>Header names on the wire.</summary>
internal static class HeaderNames
{
    private static readonly string[] Texts =
    [
        "", "lang", "task", "id", "shadow", "eta", "expires", "group", "group_index", "retries", "timelimit", "root_id", "parent_id",
        "argsrepr", "kwargsrepr", "origin", "ignore_result", "replaced_task_nesting", "stamped_headers", "stamps", "compression",
    ];

    private static readonly FrozenDictionary<string, HeaderName> ByText =
        Enum.GetValues<HeaderName>().Where(name => name != HeaderName.Unknown).ToFrozenDictionary(Text, StringComparer.Ordinal);

    private static readonly byte[][] Utf8Texts = [.. Texts.Select(Encoding.UTF8.GetBytes)];

    public static string Text(HeaderName name) => Texts[(int)name];

    /// <summary>The header that Python writes behind another one.</summary>
    public static HeaderName After(HeaderName name) => name < HeaderName.Compression ? name + 1 : HeaderName.Lang;

    public static ReadOnlySpan<byte> Utf8(HeaderName name) => Utf8Texts[(int)name];

    public static HeaderName Find(string? name) => name is null ? HeaderName.Unknown : ByText.GetValueOrDefault(name);

    public static HeaderName Find(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 2 when name.SequenceEqual("id"u8):
                return HeaderName.Id;
            case 3 when name.SequenceEqual("eta"u8):
                return HeaderName.Eta;
            case 4 when name.SequenceEqual("task"u8):
                return HeaderName.Task;
            case 4 when name.SequenceEqual("lang"u8):
                return HeaderName.Lang;
            case 5 when name.SequenceEqual("group"u8):
                return HeaderName.Group;
            case 6 when name.SequenceEqual("shadow"u8):
                return HeaderName.Shadow;
            case 6 when name.SequenceEqual("origin"u8):
                return HeaderName.Origin;
            case 6 when name.SequenceEqual("stamps"u8):
                return HeaderName.Stamps;
            case 7 when name.SequenceEqual("expires"u8):
                return HeaderName.Expires;
            case 7 when name.SequenceEqual("retries"u8):
                return HeaderName.Retries;
            case 7 when name.SequenceEqual("root_id"u8):
                return HeaderName.RootId;
            case 8 when name.SequenceEqual("argsrepr"u8):
                return HeaderName.ArgsRepr;
            case 9 when name.SequenceEqual("timelimit"u8):
                return HeaderName.TimeLimit;
            case 9 when name.SequenceEqual("parent_id"u8):
                return HeaderName.ParentId;
            case 10 when name.SequenceEqual("kwargsrepr"u8):
                return HeaderName.KwargsRepr;
            case 11 when name.SequenceEqual("group_index"u8):
                return HeaderName.GroupIndex;
            case 11 when name.SequenceEqual("compression"u8):
                return HeaderName.Compression;
            case 13 when name.SequenceEqual("ignore_result"u8):
                return HeaderName.IgnoreResult;
            case 15 when name.SequenceEqual("stamped_headers"u8):
                return HeaderName.StampedHeaders;
            case 21 when name.SequenceEqual("replaced_task_nesting"u8):
                return HeaderName.ReplacedTaskNesting;
            default:
                return HeaderName.Unknown;
        }
    }
}
