using Interop.Protocol.Events;

namespace Interop.Client.Events;

/// <summary>Writes the fields of an event that only its type has; must not keep the writer. Make it static, so that it allocates
/// nothing.</summary>
/// <typeparam name="TState">What the fields are made of.</typeparam>
/// <param name="writer">Where to.</param>
/// <param name="state">What they are made of.</param>
public delegate void EventFields<in TState>(ref EventWriter writer, TState state);
