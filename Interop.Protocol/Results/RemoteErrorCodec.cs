using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Exceptions as the JSON serializer stores them: <c>{"exc_type", "exc_message", "exc_module"}</c>.</summary>
/// <remarks>Celery: <c>celery/backends/base.py</c> <c>Backend.prepare_exception</c>, <c>Backend.exception_to_python</c>.</remarks>
public static class RemoteErrorCodec
{
    /// <summary>The exception in a stored value; null for anything but a map with <c>exc_type</c>.</summary>
    /// <param name="value">The <c>result</c> of a record, or that part of a chord member.</param>
    /// <param name="traceback">Traceback text that was stored beside it.</param>
    public static RemoteError? Read(WireValue value, string? traceback = null)
    {
        if (value.Kind != WireKind.Map || value.AsMap() is not { } map || map["exc_type"]?.AsStringOrNull() is not { } type)
        {
            return null;
        }

        // A list holds the arguments; Celery up to 4.1 stored str(exc), which becomes the only argument, as does a missing message.
        var message = map["exc_message"] ?? "";
        return new RemoteError
        {
            Type = type,
            Module = map["exc_module"] is { } module ? WireText.Display(module) : null,
            Args = message.Kind is WireKind.List or WireKind.Tuple ? message.AsItems() : [message],
            Traceback = traceback,
        };
    }

    /// <summary>Writes the map. An argument without a JSON form is replaced by its repr. Celery: <c>ensure_serializable</c>.</summary>
    public static void Write(ref WireJsonWriter writer, RemoteError error, CeleryRelease release)
    {
        writer.BeginObject();
        writer.Name("exc_type"u8);
        writer.String(error.Type);
        writer.Name("exc_message"u8);
        writer.BeginArray();
        foreach (var argument in error.Args)
        {
            writer.Value(HasJsonForm(argument, release.Dialect()) ? argument : PythonRepr.Format(argument));
        }

        writer.EndArray();
        if (error.Module is not null)
        {
            writer.Name("exc_module"u8);
            writer.String(error.Module);
        }

        writer.EndObject();
    }

    /// <summary>The map as a value.</summary>
    public static WireMap ToMap(RemoteError error)
    {
        var map = new WireMap(3).With("exc_type", error.Type).With("exc_message", WireValue.List(error.Args));
        return error.Module is null ? map : map.With("exc_module", error.Module);
    }

    private static bool HasJsonForm(WireValue value, JsonDialect dialect) => value.Kind switch
    {
        WireKind.Set or >= WireKind.FrozenSet => false,
        WireKind.Bytes => dialect == JsonDialect.Typed,
        WireKind.List or WireKind.Tuple => value.AsItems().All(item => HasJsonForm(item, dialect)),
        WireKind.Map => value.AsMap().All(pair => IsJsonKey(pair.Key) && HasJsonForm(pair.Value, dialect)),
        _ => true,
    };

    private static bool IsJsonKey(WireValue key) =>
        key.Kind is WireKind.String or WireKind.None or WireKind.Boolean or WireKind.Integer or WireKind.Float;
}
