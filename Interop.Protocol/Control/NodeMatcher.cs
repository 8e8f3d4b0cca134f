using System.Text.RegularExpressions;
using Interop.Protocol.Text;

namespace Interop.Protocol.Control;

/// <summary>Matches node names as Celery does. Celery: <c>kombu/matcher.py</c>.</summary>
public static class NodeMatcher
{
    private const int LongestPattern = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether a name matches.</summary>
    /// <param name="name">The node name.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="matcher"><c>glob</c> (the whole name) or <c>pcre</c> (its beginning, as Python's <c>re.match</c>).</param>
    /// <exception cref="FormatException">No such matcher, no such pattern, or it takes too long.</exception>
    public static bool IsMatch(string name, string pattern, string matcher = "glob")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(pattern);
        return matcher switch
        {
            "glob" => new GlobPattern(pattern).IsMatch(name),
            "pcre" => IsRegexMatch(name, pattern),
            _ => throw new FormatException($"No matcher installed for {matcher}; expected glob or pcre."),
        };
    }

    private static bool IsRegexMatch(string name, string pattern)
    {
        if (pattern.Length > LongestPattern)
        {
            throw new FormatException($"The pattern has {pattern.Length} characters; expected {LongestPattern} at most.");
        }

        try
        {
            return Regex.IsMatch(name, $@"\A(?:{pattern})", RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The pattern '{pattern}' is no regular expression: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new FormatException($"The pattern '{pattern}' takes too long to match.", e);
        }
    }
}
