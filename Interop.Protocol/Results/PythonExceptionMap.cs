using System.Collections.Immutable;
using System.Reflection;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Which Python exception a .NET exception becomes. Immutable; <see cref="With"/> returns an extended copy.</summary>
/// <remarks>
/// <para>The first that applies: an entry of <see cref="With"/> for exactly the type; <see cref="IPythonException"/>; then, from the type
/// up through its base classes, an entry, a <see cref="PythonExceptionAttribute"/>, or the default mapping (<c>docs/exceptions.md</c>).
/// Everything else keeps its own name, with its namespace as module: Celery's reader finds no such module and makes up a class of
/// that name, so that <c>InvoiceLockedException('…')</c> is what Python users see. Celery: <c>Backend.exception_to_python</c>.</para>
/// <para>Wrappers are taken off first: an <see cref="AggregateException"/> of one, and <see cref="TargetInvocationException"/>.
/// Thread safe.</para>
/// </remarks>
public sealed class PythonExceptionMap
{
    /// <summary>Longest message that is sent, in characters.</summary>
    private const int MaxMessage = 32 * 1024;

    private readonly ImmutableDictionary<Type, Entry> _entries;

    private PythonExceptionMap(ImmutableDictionary<Type, Entry> entries) => _entries = entries;

    /// <summary>The documented default mapping (<c>ArgumentException</c> to <c>ValueError</c>, …).</summary>
    public static PythonExceptionMap Default { get; } = new(ImmutableDictionary<Type, Entry>.Empty);

    /// <summary>A copy with one more entry, which wins over those of base classes and over the attribute.</summary>
    /// <param name="exception">The .NET exception type; derived types follow it.</param>
    /// <param name="type">Qualified class name in Python.</param>
    /// <param name="module">Python module.</param>
    /// <param name="args">Makes the arguments; null for the exception's message as the only one.</param>
    /// <exception cref="ArgumentException">The type is no exception type, or a name is empty.</exception>
    public PythonExceptionMap With(
        Type exception, string type, string module = "builtins", Func<Exception, IReadOnlyList<WireValue>>? args = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentException.ThrowIfNullOrEmpty(module);
        if (!typeof(Exception).IsAssignableFrom(exception))
        {
            throw new ArgumentException($"{exception} is not an exception type. Map a type derived from Exception.", nameof(exception));
        }

        return new PythonExceptionMap(_entries.SetItem(exception, new Entry(type, module, args)));
    }

    /// <summary>The exception as data, with a traceback text in Python's form that includes inner exceptions as causes.</summary>
    public RemoteError ToRemoteError(Exception exception)
    {
        exception = Unwrap(exception);
        var error = Describe(exception);
        return error with { Traceback = PythonTraceback.Format(exception, error, Describe) };
    }

    /// <summary>The exception itself, or what a mere wrapper holds.</summary>
    internal static Exception Unwrap(Exception exception)
    {
        while (true)
        {
            switch (exception)
            {
                case AggregateException { InnerExceptions: [var only] }:
                    exception = only;
                    break;
                case TargetInvocationException { InnerException: { } inner }:
                    exception = inner;
                    break;
                default:
                    return exception;
            }
        }
    }

    private RemoteError Describe(Exception exception)
    {
        var type = exception.GetType();
        if (_entries.TryGetValue(type, out var exact))
        {
            return exact.Describe(exception);
        }

        if (exception is IPythonException known)
        {
            return known.ToRemoteError();
        }

        if (type == typeof(Exception))
        {
            return new RemoteError { Type = "Exception", Module = "builtins", Args = Message(exception) };
        }

        for (var level = type; level is not null; level = level.BaseType)
        {
            if (_entries.TryGetValue(level, out var entry))
            {
                return entry.Describe(exception);
            }

            if (level.GetCustomAttribute<PythonExceptionAttribute>(inherit: false) is { } attribute)
            {
                return new Entry(attribute.Type, attribute.Module, null).Describe(exception);
            }

            if (PythonExceptionDefaults.Find(level, exception) is { } mapped)
            {
                return new RemoteError { Type = mapped.Type, Module = mapped.Module, Args = mapped.Args ?? Message(exception) };
            }
        }

        return new RemoteError
        {
            Type = PythonExceptionDefaults.OwnName(type),
            Module = string.IsNullOrEmpty(type.Namespace) ? "dotnet" : type.Namespace,
            Args = Message(exception),
            IsMadeUp = true,
        };
    }

    private static IReadOnlyList<WireValue> Message(Exception exception)
    {
        var message = exception.Message;
        return message.Length == 0 ? [] : [message.Length <= MaxMessage ? message : string.Concat(message.AsSpan(0, MaxMessage), "…")];
    }

    private sealed record Entry(string Type, string Module, Func<Exception, IReadOnlyList<WireValue>>? Args)
    {
        public RemoteError Describe(Exception exception) =>
            new() { Type = Type, Module = Module, Args = Args?.Invoke(exception) ?? Message(exception) };
    }
}
