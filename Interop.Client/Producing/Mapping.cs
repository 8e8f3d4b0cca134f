using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>One task for many arguments, within one message each. Celery: <c>xmap</c>, <c>xstarmap</c>, <c>chunks</c>.</summary>
public static class Mapping
{
    /// <summary>One message that runs the task for every item, one after the other; its result is the list of results. Celery:
    /// <c>task.map(items)</c>.</summary>
    /// <param name="task">The task; its own arguments do not count.</param>
    /// <param name="items">The only argument of each run.</param>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">An item that no serializer can carry.</exception>
    public static Signature Map(this Signature task, IEnumerable<object?> items) =>
        Make("celery.map", "xmap", task, Items(items), size: null);

    /// <summary>As <see cref="Map"/>, with all arguments of each run. Celery: <c>task.starmap(items)</c>.</summary>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">An argument that no serializer can carry.</exception>
    public static Signature Starmap(this Signature task, IEnumerable<IReadOnlyList<object?>> items) =>
        Make("celery.starmap", "xstarmap", task, Rows(items), size: null);

    /// <summary>A group of messages that each run the task for <paramref name="size"/> items. Celery: <c>task.chunks(items, n)</c>.</summary>
    /// <param name="task">The task; its own arguments do not count.</param>
    /// <param name="items">All arguments of each run.</param>
    /// <param name="size">Runs in one message; the last message has the rest.</param>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">An argument that no serializer can carry.</exception>
    public static Signature Chunks(this Signature task, IEnumerable<IReadOnlyList<object?>> items, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Make("celery.chunks", "chunks", task, Rows(items), size);
    }

    private static Signature Make(string name, string kind, Signature task, WireValue items, int? size)
    {
        ArgumentNullException.ThrowIfNull(task);
        var kwargs = new WireMap().With("task", CanvasReader.Read(task).ToValue(CeleryRelease.V56)).With("it", items);
        return new Signature(name)
        {
            Kwargs = size is { } n ? kwargs.With("n", n) : kwargs, SubtaskType = kind, Immutable = true,
        };
    }

    private static WireValue Items(IEnumerable<object?> items) => WireValue.List([.. items.Select(ClrCodec.Default.ToWire)]);

    private static WireValue Rows(IEnumerable<IReadOnlyList<object?>> items) =>
        WireValue.List([.. items.Select(row => WireValue.Tuple([.. row.Select(ClrCodec.Default.ToWire)]))]);
}
