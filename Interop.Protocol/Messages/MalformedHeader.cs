using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>A known header whose value is of no use; a worker refuses the message and says which.</summary>
/// <param name="Name">Name of the header.</param>
/// <param name="Value">The value as it came.</param>
/// <param name="Expected">What it should have been.</param>
public sealed record MalformedHeader(string Name, WireValue Value, string Expected);
