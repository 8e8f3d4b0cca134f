using Interop.Protocol.Serialization.Clr;

namespace Interop.Worker.Registration.Binding;

/// <summary>The keyword arguments that are left. Python: <c>**kwargs</c>.</summary>
internal sealed class KeywordsSource<TMap, T>(string function) : ParameterSource<TMap>
    where TMap : class
{
    public override TMap Get(CallFrame frame)
    {
        var map = new Dictionary<string, T>(frame.Keywords.Count, StringComparer.Ordinal);
        foreach (var (name, slot) in frame.Keywords)
        {
            try
            {
                map[name] = frame.Read<T>(slot)!;
            }
            catch (ValueBindException e)
            {
                throw CallErrors.Unreadable(function, name, e);
            }
        }

        return (TMap)(object)map;
    }
}
