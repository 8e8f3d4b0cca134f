using System.Globalization;
using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Text;

/// <summary>Python's <c>repr</c>, plain and as Celery shortens it. Source: <c>celery/utils/saferepr.py</c>.</summary>
public static class PythonRepr
{
    /// <summary>Python's <c>repr(value)</c>, without limits. Sets print in the order they came.</summary>
    public static string Format(WireValue value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    /// <summary><c>saferepr(value, maxlen, maxlevels)</c>: what Celery puts into <c>argsrepr</c> and <c>kwargsrepr</c>.</summary>
    /// <remarks>Not a shortened <see cref="Format"/>: strings stand in single quotes with only those escaped, bytes print as
    /// their UTF-8 text or hex digits, a string is cut at a space.</remarks>
    /// <param name="value">The value.</param>
    /// <param name="maxLength">Length at which the text is cut, in code points; the result is a little longer, since brackets
    /// are closed. 0 for no limit. Celery: 1024 (<c>argsrepr_maxsize</c>).</param>
    /// <param name="maxDepth">Depth below which containers print as <c>(...)</c>; 0 for no limit. Celery: 3.</param>
    public static string SafeRepr(WireValue value, int maxLength = 1024, int maxDepth = 3)
    {
        var writer = new SafeReprWriter(stackalloc char[SafeReprWriter.StackChars], maxLength, maxDepth);
        writer.Value(value);
        return writer.ToStringAndFree();
    }

    private static void Append(StringBuilder text, WireValue value, int depth)
    {
        // Python's own repr gives up at its recursion limit; an error text must not.
        if (depth > 500)
        {
            text.Append("...");
            return;
        }

        switch (value.Kind)
        {
            case WireKind.String:
                PythonLiterals.AppendString(text, value.AsString());
                break;
            case WireKind.Bytes:
                PythonLiterals.AppendBytes(text, value.AsBytes().Span);
                break;
            case WireKind.List:
                AppendItems(text, value, '[', "]", depth);
                break;
            case WireKind.Tuple:
                AppendItems(text, value, '(', value.AsItems().Count == 1 ? ",)" : ")", depth);
                break;
            case WireKind.Set or WireKind.FrozenSet when value.AsItems().Count == 0:
                text.Append(value.Kind == WireKind.Set ? "set()" : "frozenset()");
                break;
            case WireKind.Set:
                AppendItems(text, value, '{', "}", depth);
                break;
            case WireKind.FrozenSet:
                text.Append("frozenset(");
                AppendItems(text, value, '{', "})", depth);
                break;
            case WireKind.Map:
                AppendMap(text, value.AsMap(), depth);
                break;
            default:
                text.Append(Atom(value));
                break;
        }
    }

    private static void AppendItems(StringBuilder text, WireValue value, char start, string end, int depth)
    {
        text.Append(start);
        var items = value.AsItems();
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, items[i], depth + 1);
        }

        text.Append(end);
    }

    private static void AppendMap(StringBuilder text, WireMap map, int depth)
    {
        text.Append('{');
        for (var i = 0; i < map.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, map[i].Key, depth + 1);
            text.Append(": ");
            Append(text, map[i].Value, depth + 1);
        }

        text.Append('}');
    }

    /// <summary>The repr of every kind that is neither text nor a container.</summary>
    internal static string Atom(WireValue value) => value.Kind switch
    {
        WireKind.None => "None",
        WireKind.Boolean => value.AsBoolean() ? "True" : "False",
        WireKind.Integer => value.AsBigInteger().ToString(CultureInfo.InvariantCulture),
        WireKind.Float => PythonFloat.Format(value.AsDouble()),
        WireKind.DateTime => PythonLiterals.DateTime(value.AsDateTime()),
        WireKind.Date => string.Create(CultureInfo.InvariantCulture,
            $"datetime.date({value.AsDate().Year}, {value.AsDate().Month}, {value.AsDate().Day})"),
        WireKind.Time => PythonLiterals.Time(value.AsString()),
        WireKind.Decimal => $"Decimal('{PythonLiterals.DecimalText(value.AsString())}')",
        WireKind.Uuid => $"UUID('{value.AsUuid():D}')",
        _ => ObjectRepr.Format(value),
    };
}
