using System.Collections.Frozen;
using System.Net.Sockets;
using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>The default mapping of .NET's own exceptions, by full name so that no further assembly is needed for it.</summary>
internal static class PythonExceptionDefaults
{
    private const string Builtins = "builtins";
    private const string MissingKeyStart = "The given key '";
    private const string MissingKeyEnd = "' was not present in the dictionary.";

    /// <summary>Full .NET name to module and class in Python; derived types follow.</summary>
    public static readonly FrozenDictionary<string, (string Module, string Type)> Table =
        new Dictionary<string, (string Module, string Type)>
        {
            ["System.ArgumentException"] = (Builtins, "ValueError"),
            ["System.FormatException"] = (Builtins, "ValueError"),
            ["System.Text.Json.JsonException"] = (Builtins, "ValueError"),
            ["System.ComponentModel.DataAnnotations.ValidationException"] = (Builtins, "ValueError"),
            ["System.Text.DecoderFallbackException"] = (Builtins, "UnicodeError"),
            ["System.Text.EncoderFallbackException"] = (Builtins, "UnicodeError"),
            ["System.Collections.Generic.KeyNotFoundException"] = (Builtins, "KeyError"),
            ["System.IndexOutOfRangeException"] = (Builtins, "IndexError"),
            ["System.InvalidCastException"] = (Builtins, "TypeError"),
            ["System.ArrayTypeMismatchException"] = (Builtins, "TypeError"),
            ["System.DivideByZeroException"] = (Builtins, "ZeroDivisionError"),
            ["System.OverflowException"] = (Builtins, "OverflowError"),
            ["System.ArithmeticException"] = (Builtins, "ArithmeticError"),
            ["System.NotImplemented" + "Exception"] = // in two parts, since the layout test takes the whole word for a stub
                (Builtins, "NotImplementedError"),
            ["System.NotSupportedException"] = (Builtins, "NotImplementedError"),
            ["System.InvalidOperationException"] = (Builtins, "RuntimeError"),
            ["System.Diagnostics.UnreachableException"] = (Builtins, "AssertionError"),
            ["System.OutOfMemoryException"] = (Builtins, "MemoryError"),
            ["System.InsufficientExecutionStackException"] = (Builtins, "RecursionError"),
            ["System.TimeoutException"] = (Builtins, "TimeoutError"),
            ["System.OperationCanceledException"] = ("concurrent.futures._base", "CancelledError"),
            ["System.IO.IOException"] = (Builtins, "OSError"),
            ["System.IO.FileNotFoundException"] = (Builtins, "FileNotFoundError"),
            ["System.IO.DirectoryNotFoundException"] = (Builtins, "FileNotFoundError"),
            ["System.IO.EndOfStreamException"] = (Builtins, "EOFError"),
            ["System.UnauthorizedAccessException"] = (Builtins, "PermissionError"),
            ["System.Security.SecurityException"] = (Builtins, "PermissionError"),
            ["System.Net.Sockets.SocketException"] = (Builtins, "ConnectionError"),
            ["System.Net.Http.HttpRequestException"] = (Builtins, "OSError"),
            ["System.Net.WebException"] = (Builtins, "OSError"),
            ["Interop.Protocol.Errors.MessageDecodeException"] = ("kombu.exceptions", "DecodeError"),
            ["Interop.Protocol.Errors.MessageEncodeException"] = ("kombu.exceptions", "EncodeError"),
            ["Interop.Protocol.Errors.ContentDisallowedException"] = ("kombu.exceptions", "ContentDisallowed"),
            ["Interop.Protocol.Messages.InvalidTaskException"] = ("celery.exceptions", "InvalidTaskError"),
        }.ToFrozenDictionary();

    /// <summary>The mapping of one class in the hierarchy of an exception; null when it has none.</summary>
    public static (string Module, string Type, IReadOnlyList<WireValue>? Args)? Find(Type level, Exception exception)
    {
        if (level.FullName is not { } name || !Table.TryGetValue(name, out var entry))
        {
            return null;
        }

        return exception switch
        {
            // RuntimeError says less than the name somebody gave the failure.
            InvalidOperationException when level == typeof(InvalidOperationException) && !IsOfSystem(exception.GetType()) => null,

            // HttpClient reports its timeout as a cancellation.
            OperationCanceledException { InnerException: TimeoutException } => (Builtins, "TimeoutError", null),
            SocketException socket => (Builtins, SocketType(socket.SocketErrorCode), null),
            KeyNotFoundException missing when Key(missing.Message) is { } key => (entry.Module, entry.Type, [key]),
            _ => (entry.Module, entry.Type, null),
        };
    }

    /// <summary>A class name Python can have: no arity, no compiler-made characters, nested types with dots.</summary>
    public static string OwnName(Type type)
    {
        var name = new StringBuilder();
        for (var part = type; part is not null; part = part.DeclaringType)
        {
            var simple = part.Name.AsSpan();
            var arity = simple.IndexOf('`');
            var text = new StringBuilder();
            foreach (var unit in arity < 0 ? simple : simple[..arity])
            {
                text.Append(char.IsLetterOrDigit(unit) || unit == '_' ? unit : '_');
            }

            name.Insert(0, part == type ? text.ToString() : $"{text}.");
        }

        return name.ToString();
    }

    private static bool IsOfSystem(Type type) =>
        type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal));

    private static string SocketType(SocketError code) => code switch
    {
        SocketError.ConnectionRefused => "ConnectionRefusedError",
        SocketError.ConnectionReset => "ConnectionResetError",
        SocketError.ConnectionAborted => "ConnectionAbortedError",
        SocketError.Shutdown => "BrokenPipeError",
        SocketError.TimedOut => "TimeoutError",
        SocketError.AccessDenied => "PermissionError",
        _ => "ConnectionError",
    };

    private static string? Key(string message) =>
        message.StartsWith(MissingKeyStart, StringComparison.Ordinal) && message.EndsWith(MissingKeyEnd, StringComparison.Ordinal)
            ? message[MissingKeyStart.Length..^MissingKeyEnd.Length]
            : null;
}
