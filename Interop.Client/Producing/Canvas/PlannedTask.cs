using Interop.Protocol.Canvas;

namespace Interop.Client.Producing.Canvas;

/// <summary>One message that calling a signature comes to.</summary>
/// <param name="Signature">The task, its id and other options decided.</param>
/// <param name="Call">What the call adds to it.</param>
internal sealed record PlannedTask(Signature Signature, SignatureCall Call);
