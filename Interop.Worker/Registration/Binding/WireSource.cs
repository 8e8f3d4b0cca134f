using Interop.Protocol.Serialization.Clr;

namespace Interop.Worker.Registration.Binding;

/// <summary>A parameter that is read from the message, or has its C# default.</summary>
internal sealed class WireSource<T>(string function, string name, int index, object? defaultValue) : ParameterSource<T>
{
    private readonly T? _default = defaultValue is null ? default : (T)defaultValue;

    public override T Get(CallFrame frame)
    {
        ref readonly var slot = ref frame.Slots[index];
        if (slot.Origin == ArgumentOrigin.Missing)
        {
            return _default!;
        }

        try
        {
            return frame.Read<T>(slot)!;
        }
        catch (ValueBindException e)
        {
            throw CallErrors.Unreadable(function, name, e);
        }
    }
}
