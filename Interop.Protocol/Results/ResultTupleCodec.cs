using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Result handles between values and records: <c>[[id, parent], children]</c>, or <c>[id, children]</c> of old senders.</summary>
/// <remarks>Celery: <c>celery/result.py</c> <c>result_from_tuple</c>, <c>ResultBase.as_tuple</c>.</remarks>
public static class ResultTupleCodec
{
    /// <summary>Reads a handle.</summary>
    /// <exception cref="MessageDecodeException">The value is no handle.</exception>
    public static ResultTuple Read(WireValue value) => TryRead(value, out var tuple)
        ? tuple
        : throw new MessageDecodeException($"A value of kind {value.Kind} is no result handle, expected [[id, parent], children].");

    /// <summary>Reads a handle if the value is one.</summary>
    public static bool TryRead(WireValue value, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResultTuple? tuple)
    {
        tuple = null;
        if (!IsList(value) || value.AsItems() is not [var head, var nodes] || !(nodes.IsNone || IsList(nodes)))
        {
            return false;
        }

        ResultTuple? parent = null;
        if (IsList(head))
        {
            if (head.AsItems() is not [var id, var parentValue]
                || (WireText.IsTruthy(parentValue) && !TryRead(parentValue, out parent)))
            {
                return false;
            }

            head = id;
        }

        if (!WireText.TryIdentifier(head, out var text) || text is null)
        {
            return false;
        }

        tuple = new ResultTuple(text, parent, nodes.IsNone ? null : ReadList(nodes.AsItems()));
        return true;
    }

    /// <summary>Writes a handle.</summary>
    public static void Write(ref WireJsonWriter writer, ResultTuple tuple) => writer.Value(ToValue(tuple));

    /// <summary>The handle as nested lists, e.g. as the result of a task that returns one.</summary>
    public static WireValue ToValue(ResultTuple tuple) => WireValue.List(
    [
        WireValue.List([tuple.Id, tuple.Parent is null ? WireValue.None : ToValue(tuple.Parent)]),
        tuple.Children is null ? WireValue.None : WireValue.List([.. tuple.Children.Select(ToValue)]),
    ]);

    /// <summary>The handle as the nested tuples that Python has in memory.</summary>
    public static WireValue ToTuple(ResultTuple tuple) => WireValue.Tuple(
    [
        WireValue.Tuple([tuple.Id, tuple.Parent is null ? WireValue.None : ToTuple(tuple.Parent)]),
        tuple.Children is null ? WireValue.None : WireValue.List([.. tuple.Children.Select(ToTuple)]),
    ]);

    /// <summary>Reads those items that are handles; Python fails on the others only when somebody walks the list.</summary>
    internal static IReadOnlyList<ResultTuple> ReadList(IReadOnlyList<WireValue> items)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var tuples = new List<ResultTuple>(items.Count);
        foreach (var item in items)
        {
            if (TryRead(item, out var tuple))
            {
                tuples.Add(tuple);
            }
        }

        return tuples;
    }

    private static bool IsList(WireValue value) => value.Kind is WireKind.List or WireKind.Tuple;
}
