using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Finds what tagged JSON can show and cannot give back: a container inside itself.</summary>
internal static class SelfReference
{
    public static void Refuse(WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.Recursion:
                throw new MessageEncodeException("The document holds {\"$recursion\": …}: which container is meant is not known. Write it out.");
            case WireKind.Map:
                foreach (var (key, item) in value.AsMap())
                {
                    Refuse(key);
                    Refuse(item);
                }

                break;
            case WireKind.Object or WireKind.Exception:
                var known = value.AsObject();
                Refuse(known.State);
                RefuseAny([.. known.Args, .. known.Items ?? []]);
                RefuseAny([.. (known.Kwargs ?? []).Concat(known.Pairs ?? []).SelectMany(pair => new[] { pair.Key, pair.Value })]);
                break;
            default:
                RefuseAny(value.IsSequence ? value.AsItems() : []);
                break;
        }
    }

    private static void RefuseAny(IReadOnlyList<WireValue> items)
    {
        foreach (var item in items)
        {
            Refuse(item);
        }
    }
}
