using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary><c>OSError(2, "No such file")</c> makes a <c>FileNotFoundError</c> in CPython: the number chooses the class. Older
/// protocols carry only <c>OSError</c> and the number. Source: CPython <c>Objects/exceptions.c, errnomap</c>, Linux's numbers.</summary>
internal static class PickleErrno
{
    public static WireClass ClassOf(WireClass type, IReadOnlyList<WireValue> args)
    {
        var name = type is { Module: "builtins", Name: "OSError" } && args.Count is >= 2 and <= 5 && args[0].TryGetInt64(out var number)
            ? NameOf(number)
            : null;
        return name is null ? type : new WireClass("builtins", name);
    }

    private static string? NameOf(long number) => number switch
    {
        1 or 13 => "PermissionError",
        2 => "FileNotFoundError",
        3 => "ProcessLookupError",
        4 => "InterruptedError",
        10 => "ChildProcessError",
        11 or 114 or 115 => "BlockingIOError",
        17 => "FileExistsError",
        20 => "NotADirectoryError",
        21 => "IsADirectoryError",
        32 or 108 => "BrokenPipeError",
        103 => "ConnectionAbortedError",
        104 => "ConnectionResetError",
        110 => "TimeoutError",
        111 => "ConnectionRefusedError",
        _ => null,
    };
}
