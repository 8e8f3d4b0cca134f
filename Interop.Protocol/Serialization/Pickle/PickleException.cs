using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>A pickle that is damaged, exceeds a limit, or asks for something that data never needs.</summary>
public sealed class PickleException : MessageDecodeException
{
    internal PickleException(string message, long offset, string opcode, string? refused = null, Exception? innerException = null)
        : base($"The pickle cannot be read: {message} (byte {offset}, {opcode}).", offset, innerException)
    {
        Opcode = opcode;
        Refused = refused;
    }

    /// <summary>Name of the opcode at <see cref="MessageDecodeException.Offset"/>, as <c>pickletools</c> spells it, e.g. <c>REDUCE</c>.</summary>
    public string Opcode { get; }

    /// <summary>The global that was refused, as <c>module.name</c> under its Python 3 name; null when the fault is another one.</summary>
    public string? Refused { get; }

    /// <summary>The same whole and in its parts.</summary>
    internal WireClass? RefusedClass { get; set; }
}
