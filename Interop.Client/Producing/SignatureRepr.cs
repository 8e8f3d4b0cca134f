using Interop.Client.Producing.Canvas;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>The texts shown for the arguments of a signature. Celery: <c>AMQP.as_task_v2</c>, <c>argsrepr</c>.</summary>
internal static class SignatureRepr
{
    private const int LargestResult = 256 * 1024;

    public static void Apply(ref TaskCall call, PlannedTask task)
    {
        call.ArgsRepr ??= Args(task);
        call.KwargsRepr ??= PythonRepr.SafeRepr(WireValue.Map(task.Signature.Kwargs));
    }

    private static string Args(PlannedTask task)
    {
        var args = task.Signature.Args;
        if (task.Call is { PrependResultJson: null, PrependResult: null })
        {
            return PythonRepr.SafeRepr(WireValue.Tuple(args));
        }

        if (task.Signature.Immutable)
        {
            // celery/canvas.py, Signature._merge leaves the list that JSON gave it, where everything else is made a tuple.
            return PythonRepr.SafeRepr(WireValue.List(args));
        }

        if (task.Call.PrependResult is { } result)
        {
            return PythonRepr.SafeRepr(WireValue.Tuple([result, .. args]));
        }

        // Nobody reads a megabyte of repr: such a result is not parsed for the thousand characters that would be shown.
        var json = task.Call.PrependResultJson!.Value;
        return json.Length > LargestResult
            ? "(...)"
            : PythonRepr.SafeRepr(WireValue.Tuple([WireJsonReader.ReadDocument(json.Span), .. args]));
    }
}
