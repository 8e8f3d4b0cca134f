using System.Text;
using System.Text.RegularExpressions;

namespace Interop.Protocol.Envelopes;

/// <summary>How kombu's virtual transports match routing keys. Celery: <c>kombu/transport/virtual/exchange.py</c>.</summary>
public static class ExchangeType
{
    /// <summary>The routing key must equal the binding's.</summary>
    public const string Direct = "direct";

    /// <summary>The binding key is a pattern of words, see <see cref="TopicMatches"/>.</summary>
    public const string Topic = "topic";

    /// <summary>Every bound queue gets a copy.</summary>
    public const string Fanout = "fanout";

    /// <summary>True when a message goes to a queue bound with that key. An unknown type counts as direct.</summary>
    public static bool Matches(string type, string bindingKey, string routingKey) => type switch
    {
        Fanout => true,
        Topic => TopicMatches(bindingKey, routingKey),
        _ => string.Equals(bindingKey, routingKey, StringComparison.Ordinal),
    };

    /// <summary>Topic matching with kombu's peculiarities: <c>a.#</c> does not match <c>a</c>, and <c>*</c> may span dots, as long as the
    /// text it stands for does not end with one.</summary>
    /// <remarks>The time is bounded by the product of the lengths. Celery: <c>TopicExchange.key_to_pattern</c>.</remarks>
    public static bool TopicMatches(string bindingKey, string routingKey)
    {
        // Flags at the positions of the routing key that the words so far can have reached.
        var reached = new bool[routingKey.Length + 1];
        reached[0] = true;
        var first = true;
        foreach (var range in bindingKey.AsSpan().Split('.'))
        {
            var word = bindingKey.AsSpan(range);
            if (word.Length > 1 && word.ContainsAny('*', '#'))
            {
                return MatchesAsRegex(bindingKey, routingKey);
            }

            if (!first)
            {
                Literal(reached, routingKey, ".");
            }

            first = false;
            switch (word)
            {
                case "#":
                    reached.AsSpan(FirstOf(reached)).Fill(true);
                    break;
                case "*":
                    Star(reached, routingKey);
                    break;
                default:
                    Literal(reached, routingKey, word);
                    break;
            }
        }

        return reached[^1];
    }

    /// <summary>The regular expression that kombu keeps beside a topic binding.</summary>
    public static string KeyToPattern(string bindingKey) => Pattern(bindingKey, EscapeAsKombu);

    private static int FirstOf(bool[] reached)
    {
        var first = Array.IndexOf(reached, true);
        return first < 0 ? reached.Length : first;
    }

    private static void Literal(bool[] reached, string key, ReadOnlySpan<char> text)
    {
        for (var at = key.Length; at >= 0; at--)
        {
            var from = at - text.Length;
            reached[at] = from >= 0 && reached[from] && key.AsSpan(from, text.Length).SequenceEqual(text);
        }
    }

    private static void Star(bool[] reached, string key)
    {
        var first = FirstOf(reached);
        for (var at = 0; at < reached.Length; at++)
        {
            reached[at] = at > first && key[at - 1] != '.';
        }
    }

    // Inside a longer word the two signs reach Python's re as they are: "ab*" is an a and any number of b.
    private static bool MatchesAsRegex(string bindingKey, string routingKey)
    {
        try
        {
            const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            return Regex.IsMatch(routingKey, Pattern(bindingKey, EscapeForDotNet), Options);
        }
        catch (ArgumentException)
        {
            // No regular expression (as "**"): Python cannot bind such a key at all.
            return string.Equals(bindingKey, routingKey, StringComparison.Ordinal);
        }
    }

    private static string Pattern(string bindingKey, Func<Rune, string> escape)
    {
        var words = bindingKey.Split('.').Select(word => word switch
        {
            "*" => @".*?[^\.]",
            "#" => ".*?",
            _ => string.Concat(word.EnumerateRunes().Select(rune => rune.Value is '*' or '#' ? rune.ToString() : escape(rune))),
        });
        return $"^{string.Join(@"\.", words)}$";
    }

    private static string EscapeAsKombu(Rune rune) => rune.Value == 0 ? @"\000"
        : Rune.IsLetterOrDigit(rune) ? rune.ToString() : $"\\{rune}";

    private static string EscapeForDotNet(Rune rune) => Regex.Escape(rune.ToString());
}
