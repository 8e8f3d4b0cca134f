using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>One message that calling a signature comes to.</summary>
/// <param name="Signature">The task, its id and other options decided.</param>
/// <param name="Call">What the call adds to it.</param>
/// <param name="Overlay">Options of the chain or group around it, which win over the task's own.</param>
internal sealed record PlannedTask(Signature Signature, SignatureCall Call, WireMap? Overlay = null);
