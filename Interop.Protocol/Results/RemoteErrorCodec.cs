using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Exceptions as they are stored: <c>{"exc_type", "exc_message", "exc_module"}</c>, or the exception itself in a pickle.</summary>
/// <remarks>Celery: <c>celery/backends/base.py</c> <c>Backend.prepare_exception</c>, <c>Backend.exception_to_python</c>.</remarks>
public static class RemoteErrorCodec
{
    // celery/utils/serialization.py: the class that stands for exceptions that cannot be pickled.
    private const string WrapperModule = "celery.utils.serialization";
    private const string WrapperName = "UnpickleableExceptionWrapper";

    /// <summary>The exception in a stored value; null for anything but a map with <c>exc_type</c> or an object of a pickle.</summary>
    /// <param name="value">The <c>result</c> of a record, or that part of a chord member: the map, or a pickle's exception.</param>
    /// <param name="traceback">Traceback text that was stored beside it.</param>
    public static RemoteError? Read(WireValue value, string? traceback = null)
    {
        // A pickle does not say that an unknown class is an exception; where one is expected, it is.
        if (value.Kind == WireKind.Exception || (value.Kind == WireKind.Object && !value.TryGetMap(out _)))
        {
            return Read(value.AsObject(), traceback);
        }

        if (!value.TryGetMap(out var map) || map["exc_type"]?.AsStringOrNull() is not { } type)
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
            writer.Value(Storable(argument, release.Dialect()));
        }

        writer.EndArray();
        if (error.Module is not null)
        {
            writer.Name("exc_module"u8);
            writer.String(error.Module);
        }

        writer.EndObject();
    }

    /// <summary>The exception as a serializer stores it: as an object where it can carry those, else as the map.</summary>
    /// <remarks>A class that no Python has (<see cref="RemoteError.IsMadeUp"/>) travels as Celery's wrapper for exceptions that
    /// cannot be pickled; readers raise one of that name. Arguments that the serializer cannot carry are replaced by their
    /// repr.</remarks>
    public static WireValue ToValue(RemoteError error, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(codec);
        var safe = error with { Args = [.. error.Args.Select(argument => ResultMetaValues.Storable(argument, codec))] };
        if (!codec.CarriesObjects)
        {
            return ToMap(safe);
        }

        var module = error.Module ?? "celery.backends.base";
        return WireValue.Exception(error.IsMadeUp || error.Module is null
            ? new WireObject
            {
                Class = new WireClass(WrapperModule, WrapperName),
                Args = [module, error.Type, WireValue.Tuple(safe.Args), safe.ToString()],
            }
            : new WireObject { Class = new WireClass(module, error.Type), Args = safe.Args });
    }

    /// <summary>The map as a value.</summary>
    public static WireMap ToMap(RemoteError error)
    {
        var map = new WireMap(3).With("exc_type", error.Type).With("exc_message", WireValue.List(error.Args));
        return error.Module is null ? map : map.With("exc_module", error.Module);
    }

    internal static WireValue Storable(WireValue value, JsonDialect dialect) =>
        HasJsonForm(value, dialect) ? value : PythonRepr.Format(value);

    private static RemoteError Read(WireObject exception, string? traceback)
    {
        var isWrapped = exception.Class is { Module: WrapperModule, Name: WrapperName };
        return isWrapped && exception.Args is [var module, { Kind: WireKind.String } type, var args, ..]
            ? new RemoteError
            {
                Type = type.AsString(),
                Module = WireText.Display(module),
                Args = args.Kind is WireKind.List or WireKind.Tuple ? args.AsItems() : [args],
                Traceback = traceback,
                IsMadeUp = true,
            }
            : new RemoteError
            {
                Type = exception.Class.Name,
                Module = exception.Class.Module.Length == 0 ? "builtins" : exception.Class.Module,
                Args = exception.Args,
                Traceback = traceback,
            };
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
