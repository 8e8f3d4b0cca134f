using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>A task somewhere in the fleet, declared once with its name and result type: <c>new
/// TaskRef&lt;int&gt;("tasks.add")</c>.</summary>
/// <typeparam name="T">What its result is read as.</typeparam>
/// <param name="Name">Name it is registered under.</param>
public sealed record TaskRef<T>(string Name)
{
    /// <summary>A signature of the task with positional arguments; in a chain, the result of the step before comes in
    /// front of them.
    /// Celery: <c>task.s(…)</c>.</summary>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">An argument that no serializer can
    /// carry.</exception>
    public Signature S(params IReadOnlyList<object?> args) => new(Name, ToWire(args));

    /// <summary>An immutable signature: in a chain it takes nothing from the step before. Celery:
    /// <c>task.si(…)</c>.</summary>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">An argument that no serializer can
    /// carry.</exception>
    public Signature Si(params IReadOnlyList<object?> args) => S(args) with { Immutable = true };

    private static WireValue[] ToWire(IReadOnlyList<object?> args) => [.. args.Select(ClrCodec.Default.ToWire)];
}
