using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization.Pickle;

internal static class WireMapSteps
{
    public static WireMap Also(this WireMap map, Action<WireMap> step)
    {
        step(map);
        return map;
    }
}
