using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>One command of remote control.</summary>
internal sealed record ControlCommand
{
    /// <param name="names">Its name, and the one that Celery 3.1 sends.</param>
    /// <param name="parameters">Its parameters as Python's function has them: names, a <c>=</c> behind those with a default, <c>**</c>
    /// when it takes any others.</param>
    /// <param name="run">Carries it out; what it returns is the answer.</param>
    public ControlCommand(
        string names, string parameters, Func<ControlPanel, ControlArguments, CancellationToken, ValueTask<WireValue>> run)
    {
        Names = names.Split(' ');
        Parameters = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Run = run;
    }

    /// <inheritdoc cref="ControlCommand(string, string, Func{ControlPanel, ControlArguments, CancellationToken, ValueTask{WireValue}})"/>
    public ControlCommand(string names, string parameters, Func<ControlPanel, ControlArguments, WireValue> run)
        : this(names, parameters, (panel, arguments, _) => new(run(panel, arguments)))
    {
    }

    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<string> Parameters { get; }

    public Func<ControlPanel, ControlArguments, CancellationToken, ValueTask<WireValue>> Run { get; }

    /// <summary>True for a command that ends the worker instead of answering.</summary>
    public bool NeverReplies { get; init; }
}
