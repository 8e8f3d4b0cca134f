using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>The keyword arguments of a command, bound as Python binds them to its function.</summary>
internal sealed class ControlArguments
{
    private readonly WireMap _values;

    /// <exception cref="ControlCommandException">One is missing, or none takes it: a <c>TypeError</c> in CPython's words.</exception>
    public ControlArguments(ControlCommand command, WireMap values)
    {
        _values = values;
        var function = command.Names[0];
        var takesAny = command.Parameters.Contains("**");
        var names = command.Parameters.Where(p => p != "**").Select(p => p.TrimEnd('=')).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, _) in values)
        {
            var name = key.AsStringOrNull() ?? throw ControlCommandException.TypeError("keywords must be strings");
            if (name == "state")
            {
                throw ControlCommandException.TypeError($"{function}() got multiple values for argument 'state'");
            }

            if (!takesAny && !names.Contains(name))
            {
                throw ControlCommandException.TypeError($"{function}() got an unexpected keyword argument '{name}'");
            }
        }

        var missing = command.Parameters.Where(p => p != "**" && !p.EndsWith('=') && values[p] is null).Select(p => $"'{p}'").ToList();
        if (missing.Count > 0)
        {
            var list = missing.Count == 1 ? missing[0] : missing.Count == 2 ? $"{missing[0]} and {missing[1]}"
                : $"{string.Join(", ", missing.Take(missing.Count - 1))}, and {missing[^1]}";
            throw ControlCommandException.TypeError(
                $"{function}() missing {missing.Count} required positional argument{(missing.Count == 1 ? "" : "s")}: {list}");
        }
    }

    /// <summary>An argument; <c>None</c> when it was not given.</summary>
    public WireValue this[string name] => _values[name] ?? WireValue.None;

    /// <summary>The arguments as they came.</summary>
    public WireMap All => _values;

    public string? Text(string name) => this[name].AsStringOrNull();

    /// <summary>A text, or the repr of whatever else was given.</summary>
    public string Shown(string name) => Text(name) ?? PythonRepr.Format(this[name]);

    /// <summary>Whether Python takes the argument for true.</summary>
    public bool IsTrue(string name) => Truth(this[name]);

    /// <summary>A whole number, or the default when it was not given.</summary>
    /// <exception cref="ControlCommandException">It is something else.</exception>
    public int Number(string name, int standard)
    {
        var value = this[name];
        return _values[name] is null ? standard
            : value.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number
            : throw ControlCommandException.TypeError($"{name} must be an int, not {PythonRepr.Format(value)}");
    }

    /// <summary>A number of seconds, or null.</summary>
    /// <exception cref="ControlCommandException">It is something else.</exception>
    public TimeSpan? Seconds(string name) => this[name] switch
    {
        { IsNone: true } => null,
        { Kind: WireKind.Integer or WireKind.Float } value when value.AsDouble() is >= 0 and < 1e9 and var seconds =>
            seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
        var value => throw ControlCommandException.ValueError($"{name} must be a number of seconds, not {PythonRepr.Format(value)}"),
    };

    /// <summary>The items of a list, a single value as a list of its own, nothing for <c>None</c>. Celery: <c>maybe_list</c>.</summary>
    public static IReadOnlyList<WireValue> Items(WireValue value) =>
        value.IsNone ? [] : value.TryGetItems(out var items) ? items : [value];

    private static bool Truth(WireValue value) => value.Kind switch
    {
        WireKind.None => false,
        WireKind.Boolean => value.AsBoolean(),
        WireKind.Integer => !value.AsBigInteger().IsZero,
        WireKind.Float => value.AsDouble() != 0,
        WireKind.String => value.AsString().Length > 0,
        _ when value.TryGetItems(out var items) => items.Count > 0,
        _ when value.TryGetMap(out var map) => map.Count > 0,
        _ => true,
    };
}
