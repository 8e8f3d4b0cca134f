using System.Reflection;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>One member of a class or record as the serializer describes it.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Converter">What reads and writes it.</param>
/// <param name="Position">Which parameter of the constructor it is; negative for none.</param>
/// <param name="Get">Reads it; null when it is not written.</param>
/// <param name="Set">Sets it; null when it cannot be set.</param>
/// <param name="IsRequired">True when a value without it is refused.</param>
/// <param name="Origin">The property or field that it is.</param>
internal sealed record RecordMember(
    string Name, ClrConverter Converter, int Position, Func<object, object?>? Get, Action<object, object?>? Set, bool IsRequired,
    MemberInfo? Origin)
{
    /// <summary>The name as a key.</summary>
    public WireValue Key { get; } = WireValue.String(Name);
}
