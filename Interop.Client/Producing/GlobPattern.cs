using System.Text;
using System.Text.RegularExpressions;

namespace Interop.Client.Producing;

/// <summary>A pattern of <c>task_routes</c>: <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[!abc]</c>. Source: CPython
/// <c>fnmatch.translate</c>.</summary>
internal sealed class GlobPattern
{
    private readonly string _text;
    private readonly Regex? _regex;

    public GlobPattern(string text)
    {
        _text = text;

        // As in celery/app/routes.py, MapRoute: only a star makes a pattern, so "a[1]" is a name.
        _regex = text.Contains('*')
            ? new Regex(Translate(text), RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)
            : null;
    }

    public bool Matches(string name) => _regex?.IsMatch(name) ?? string.Equals(_text, name, StringComparison.Ordinal);

    private static string Translate(string glob)
    {
        var regex = new StringBuilder(@"\A");
        for (var i = 0; i < glob.Length; i++)
        {
            // A bracket right after the opening one, or after its exclamation mark, belongs to the set.
            var isNegated = i + 1 < glob.Length && glob[i + 1] == '!';
            var close = glob[i] == '[' ? glob.IndexOf(']', Math.Min(i + (isNegated ? 3 : 2), glob.Length)) : -1;
            if (close > 0)
            {
                var set = glob[(i + 1)..close]
                    .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
                regex.Append('[').Append(set[0] == '!' ? "^" + set[1..] : set[0] == '^' ? @"\" + set : set).Append(']');
                i = close;
                continue;
            }

            regex.Append(glob[i] switch
            {
                '*' => ".*",
                '?' => ".",
                var c => Regex.Escape(c.ToString()),
            });
        }

        return regex.Append(@"\z").ToString();
    }
}
