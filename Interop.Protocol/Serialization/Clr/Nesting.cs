using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Bounds the recursive walks over CLR values, which unlike documents may contain themselves.</summary>
/// <remarks>Counted, not measured on the stack: unwinding a stack that is nearly used up overflows it. A class costs more,
/// because the serializer spends more frames on it.</remarks>
internal static class Nesting
{
    public const int Collection = 1;
    public const int Class = 5;

    [ThreadStatic]
    private static int depth;

    public static bool TryEnter(int weight)
    {
        if (depth + weight > WireJsonReader.MaxDepth)
        {
            return false;
        }

        depth += weight;
        return true;
    }

    public static void Enter(int weight)
    {
        if (!TryEnter(weight))
        {
            throw new MessageEncodeException("The value is nested too deep to be sent, or contains itself.");
        }
    }

    public static void Leave(int weight) => depth -= weight;
}
