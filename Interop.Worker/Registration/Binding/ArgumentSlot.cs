namespace Interop.Worker.Registration.Binding;

/// <summary>Where the value of one argument lies in the message.</summary>
/// <param name="Origin">Which part of the arguments holds it.</param>
/// <param name="Start">First byte of its JSON, or its index among the values.</param>
/// <param name="Length">Number of bytes; unused for values.</param>
internal readonly record struct ArgumentSlot(ArgumentOrigin Origin, int Start, int Length);
