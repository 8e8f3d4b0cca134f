using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>Exchanges known here, and the bindings that the whole fleet keeps in Redis.</summary>
/// <remarks>kombu: <c>kombu/transport/virtual/exchange.py</c>, <c>Channel._queue_bind</c>, <c>get_table</c>, <c>_lookup</c>. The type of an
/// exchange is known to those only who declared it; any other is taken for direct.</remarks>
internal sealed class RedisRouter(RedisTransportSettings settings, RedisKeys keys)
{
    private const string Direct = "direct";
    private const string Topic = "topic";
    private const string Fanout = "fanout";

    private readonly ConcurrentDictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RedisBinding, string> _bindings = new();
    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    /// <summary>Everything bound through this transport, to be bound again on a new connection.</summary>
    public IEnumerable<RedisBinding> Bindings => _bindings.Keys;

    public void Declare(ExchangeDeclaration exchange) => _types[exchange.Name] = exchange.Type;

    public bool IsFanout(string exchange) =>
        exchange.Length > 0 && string.Equals(_types.GetValueOrDefault(exchange), Fanout, StringComparison.Ordinal);

    /// <summary>True when the binding is new here, so that it has to be told to Redis.</summary>
    public bool TryBind(RedisBinding binding) => _bindings.TryAdd(binding, "");

    public IReadOnlyList<RedisBinding> Unbind(string queue)
    {
        RedisBinding[] bindings = [.. _bindings.Keys.Where(b => string.Equals(b.Queue, queue, StringComparison.Ordinal))];
        foreach (RedisBinding binding in bindings)
        {
            _bindings.TryRemove(binding, out _);
        }

        return bindings;
    }

    /// <summary>Forgets a binding that could not be told to Redis.</summary>
    public void Forget(RedisBinding binding) => _bindings.TryRemove(binding, out _);

    /// <summary>Member of the binding set: <c>routing_key SEP pattern SEP queue</c>; the pattern is for topic exchanges only.</summary>
    public string Member(RedisBinding binding)
    {
        string pattern = string.Equals(_types.GetValueOrDefault(binding.Exchange), Topic, StringComparison.Ordinal)
            ? Pattern(binding.RoutingKey, EscapeAsKombu)
            : "";
        return $"{binding.RoutingKey}{settings.Separator}{pattern}{settings.Separator}{binding.Queue}";
    }

    /// <summary>Queues that a message goes to; none when nothing is bound to it and there is no dead letter queue.</summary>
    public async ValueTask<IReadOnlyList<string>> RouteAsync(
        IRespExecutor client, string exchange, string routingKey, CancellationToken cancellationToken)
    {
        if (exchange.Length == 0)
        {
            return (routingKey.Length > 0 ? routingKey : settings.DeadLetterQueue) is { } queue ? [queue] : [];
        }

        RespReply members = await client.ExecuteAsync(
            "SMEMBERS", [keys.Bindings(exchange)], cancellationToken).ConfigureAwait(false);
        bool isTopic = string.Equals(_types.GetValueOrDefault(exchange, Direct), Topic, StringComparison.Ordinal);
        var queues = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RespReply member in members.Items)
        {
            string[] parts = member.Text.Split(settings.Separator);
            if (parts is [var key, _, { Length: > 0 } queue] && Matches(key, routingKey, isTopic))
            {
                queues.Add(queue);
            }
        }

        return queues.Count == 0 && settings.DeadLetterQueue is { } deadLetters ? [deadLetters] : [.. queues];
    }

    private bool Matches(string bindingKey, string routingKey, bool isTopic) => isTopic
        ? _patterns.GetOrAdd(bindingKey, Compile).IsMatch(routingKey)
        : string.Equals(bindingKey, routingKey, StringComparison.Ordinal);

    private static Regex Compile(string bindingKey)
    {
        const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            return new Regex(Pattern(bindingKey, EscapeForDotNet), Options);
        }
        catch (ArgumentException)
        {
            // A key such as "+" or "a.**" is no pattern; Python's re refuses it too. It matches itself.
            return new Regex($"^{Regex.Escape(bindingKey)}$", Options);
        }
    }

    // kombu's own translation, peculiarities included: a.# does not match a, and * may span dots.
    private static string Pattern(string key, Action<StringBuilder, char> escape)
    {
        var pattern = new StringBuilder("^");
        string[] words = key.Split('.');
        for (int i = 0; i < words.Length; i++)
        {
            pattern.Append(i == 0 ? "" : @"\.");
            AppendWord(pattern, words[i], escape);
        }

        return pattern.Append('$').ToString();
    }

    private static void AppendWord(StringBuilder pattern, string word, Action<StringBuilder, char> escape)
    {
        switch (word)
        {
            case "*":
                pattern.Append(@".*?[^\.]");
                break;
            case "#":
                pattern.Append(".*?");
                break;
            default:
                foreach (char c in word)
                {
                    escape(pattern, c);
                }

                break;
        }
    }

    // kombu.utils.text.escape_regex with its white list '.#*'.
    private static void EscapeAsKombu(StringBuilder pattern, char c) => _ = c switch
    {
        '#' or '*' => pattern.Append(c),
        '\0' => pattern.Append(@"\000"),
        _ when char.IsLetterOrDigit(c) || char.IsSurrogate(c) => pattern.Append(c),
        _ => pattern.Append('\\').Append(c),
    };

    private static void EscapeForDotNet(StringBuilder pattern, char c) =>
        pattern.Append(c is '#' or '*' ? c.ToString() : Regex.Escape(c.ToString()));
}
