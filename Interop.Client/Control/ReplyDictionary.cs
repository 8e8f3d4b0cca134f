using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Interop.Client.Control;

/// <summary>What workers answered, by node name. Those that answered with an error are in <see cref="Errors"/> only.</summary>
/// <typeparam name="T">What an answer is read as.</typeparam>
/// <remarks>Celery: the dict that <c>app.control.inspect()</c> returns.</remarks>
public sealed class ReplyDictionary<T> : IReadOnlyDictionary<string, T>
{
    private readonly Dictionary<string, T> _replies;

    internal ReplyDictionary(Dictionary<string, T> replies, Dictionary<string, string> errors)
    {
        _replies = replies;
        Errors = errors;
    }

    /// <summary>What workers answered that could not do it, e.g. <c>unknown task</c> or <c>KeyError('no_such_command')</c>.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; }

    /// <inheritdoc/>
    public int Count => _replies.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _replies.Keys;

    /// <inheritdoc/>
    public IEnumerable<T> Values => _replies.Values;

    /// <inheritdoc/>
    public T this[string key] => _replies[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _replies.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _replies.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _replies.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
