using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>A name on the allow list.</summary>
/// <param name="Class">Module and name as Python 3 has them.</param>
/// <param name="Tag">What may be done with it.</param>
internal sealed record PickleGlobal(WireClass Class, PickleTag Tag);
