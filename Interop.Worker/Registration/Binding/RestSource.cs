using Interop.Protocol.Serialization.Clr;

namespace Interop.Worker.Registration.Binding;

/// <summary>A <c>params</c> array: the positional arguments that are left. Python: <c>*args</c>.</summary>
internal sealed class RestSource<T>(string function, string name) : ParameterSource<T[]>
{
    public override T[] Get(CallFrame frame)
    {
        if (frame.Rest.Count == 0)
        {
            return [];
        }

        var items = new T[frame.Rest.Count];
        for (var i = 0; i < items.Length; i++)
        {
            try
            {
                items[i] = frame.Read<T>(frame.Rest[i])!;
            }
            catch (ValueBindException e)
            {
                throw CallErrors.Unreadable(function, $"{name}[{i}]", e);
            }
        }

        return items;
    }
}
