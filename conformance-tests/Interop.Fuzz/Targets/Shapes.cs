using System.Text;
using Interop.Protocol.Values;

namespace Interop.Fuzz.Targets;

/// <summary>A short text of what kind of value something is: enough to tell new outcomes from old ones.</summary>
internal static class Shapes
{
    public static string Of(WireValue value)
    {
        var text = new StringBuilder(40);
        Append(text, value, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, WireValue value, int depth)
    {
        text.Append((int)value.Kind).Append(value.Kind is WireKind.Object or WireKind.Exception ? value.AsObject().Class.Name : "");
        if (depth >= 3 || text.Length > 40)
        {
            return;
        }

        if (value.IsSequence)
        {
            foreach (var item in value.AsItems().Take(4))
            {
                text.Append(',');
                Append(text, item, depth + 1);
            }
        }
        else if (value.Kind == WireKind.Map)
        {
            foreach (var (key, item) in value.AsMap().Take(4))
            {
                text.Append(':').Append((int)key.Kind);
                Append(text, item, depth + 1);
            }
        }
    }
}
