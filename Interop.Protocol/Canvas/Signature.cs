using Interop.Protocol.Values;

namespace Interop.Protocol.Canvas;

/// <summary>A task call that has not been made yet, as it travels inside messages. Immutable.</summary>
/// <remarks>Key order as Celery 5.1 and later. Celery: <c>celery/canvas.py</c> <c>Signature</c>.</remarks>
public sealed record Signature
{
    /// <summary>Creates a signature.</summary>
    /// <param name="task">Registered name of the task.</param>
    /// <param name="args">Positional arguments.</param>
    public Signature(string task, params IReadOnlyList<WireValue> args)
    {
        Task = task;
        Args = args;
    }

    /// <summary>Registered name of the task; <c>celery.chain</c>, <c>celery.group</c>, <c>celery.chord</c> for composites.</summary>
    public string Task { get; init; }

    /// <summary>Positional arguments; a parent's result is put in front of them unless <see cref="Immutable"/>.</summary>
    public IReadOnlyList<WireValue> Args { get; init; }

    /// <summary>Keyword arguments; must not change after they were given.</summary>
    public WireMap Kwargs { get; init; } = new();

    /// <summary>Options of <c>apply_async</c> by Celery's names; must not change after they were given.</summary>
    public WireMap Options { get; init; } = new();

    /// <summary>Null for a task, else <c>chain</c>, <c>group</c>, <c>chord</c>, <c>xmap</c>, <c>xstarmap</c> or <c>chunks</c>.</summary>
    public string? SubtaskType { get; init; }

    /// <summary>True when a parent's result is not put in front of the arguments.</summary>
    public bool Immutable { get; init; }

    /// <summary>Unknown keys (also <c>chord_size</c> of Celery 5.0 and older), written back.</summary>
    public WireMap? Extra { get; init; }

    /// <summary>An option as text, or null.</summary>
    public string? OptionText(string name) => Options[name]?.AsStringOrNull();

    /// <summary>Equal when all parts are, arguments and options by value.</summary>
    public bool Equals(Signature? other) => other is not null
        && Task == other.Task && SubtaskType == other.SubtaskType && Immutable == other.Immutable
        && Args.SequenceEqual(other.Args) && Kwargs.Equals(other.Kwargs) && Options.Equals(other.Options) && Equals(Extra, other.Extra);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Task, SubtaskType, Immutable, Args.Count, Kwargs.Count, Options.Count);
}
