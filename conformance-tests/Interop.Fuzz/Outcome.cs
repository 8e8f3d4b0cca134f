namespace Interop.Fuzz;

/// <summary>What became of an input.</summary>
/// <param name="Text">What tells it from other outcomes: the kinds of value that came out, or the refusal's text without its figures.</param>
/// <param name="IsRefusal">True when the parser refused it as documented.</param>
/// <param name="Fault">An exception that is not documented.</param>
internal readonly record struct Outcome(string Text, bool IsRefusal, Exception? Fault);
