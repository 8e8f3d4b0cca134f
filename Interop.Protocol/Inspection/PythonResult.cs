using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>What a reader makes of a decoded result document. Celery: <c>Backend.decode_result</c>,
/// <c>Backend.exception_to_python</c>.</summary>
internal static class PythonResult
{
    public static Judgement Judge(WireValue document)
    {
        // A part of a chord in the zset or list of a group: [1, id, state, value].
        if (document.Kind is WireKind.List or WireKind.Tuple && document.AsItems() is [{ Kind: WireKind.Integer }, { Kind: WireKind.String }, { Kind: WireKind.String }, _])
        {
            return Judgement.Run("A part of a chord, read when the group is complete.");
        }

        if (!document.TryGetMap(out var meta))
        {
            return new Judgement(InspectionVerdict.Reject, $"The document is {PythonValues.TypeName(document)}, expected a map. Reading it raises an error.");
        }

        if (meta["status"] is not { } status)
        {
            return meta["result"] is not null
                ? Judgement.Run("A saved group: its id and its members' results.")
                : new Judgement(InspectionVerdict.Reject, "The document has no 'status'. Reading it raises KeyError.");
        }

        if (status.AsStringOrNull() is not ("FAILURE" or "RETRY" or "REVOKED"))
        {
            return Judgement.Run($"A result in the state {status.AsStringOrNull() ?? PythonValues.Show(status)}, read by whoever waits for it.");
        }

        var error = meta["result"] ?? WireValue.None;
        return !WireText.IsTruthy(error) || error.Kind == WireKind.Exception || (error.TryGetMap(out var exception) && exception["exc_type"] is not null)
            ? Judgement.Run($"A result in the state {status.AsString()}; its error is raised for whoever waits for it.")
            : error.Kind == WireKind.Object
                ? Judgement.Run($"A result in the state {status.AsString()}.")
                : new Judgement(
                    InspectionVerdict.Reject,
                    $"The state is {status.AsString()}, but the result is {PythonValues.TypeName(error)} without 'exc_type'. Reading it raises an error.");
    }
}
