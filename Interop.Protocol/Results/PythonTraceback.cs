using System.Globalization;
using System.Text;

namespace Interop.Protocol.Results;

/// <summary>Tracebacks of .NET exceptions in the form Python's <c>traceback</c> module prints: outermost call first, causes above.</summary>
internal static class PythonTraceback
{
    private const int MaxFrames = 64;
    private const int MaxCauses = 8;
    private const int MaxLength = 64 * 1024;
    private const int MaxLine = 512;

    /// <summary>Formats an exception that was described already.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="error">What it is in Python; a traceback in it is that of a cause on another machine.</param>
    /// <param name="describe">What an inner exception is in Python.</param>
    public static string Format(Exception exception, RemoteError error, Func<Exception, RemoteError> describe)
    {
        var text = new StringBuilder();
        Append(text, exception, error, describe, 0);
        if (text.Length <= MaxLength)
        {
            return text.ToString();
        }

        // The end says what failed and where; the beginning is a distant cause.
        return string.Concat("…\n", text.ToString(text.Length - MaxLength, MaxLength));
    }

    private static void Append(
        StringBuilder text, Exception exception, RemoteError error, Func<Exception, RemoteError> describe, int depth)
    {
        if (error.Traceback is { Length: > 0 } remote)
        {
            text.Append(remote.TrimEnd('\n')).Append('\n');
            AppendCauseLine(text);
        }
        else if (depth < MaxCauses && exception.InnerException is { } direct)
        {
            var inner = PythonExceptionMap.Unwrap(direct);
            Append(text, inner, describe(inner), describe, depth + 1);
            AppendCauseLine(text);
        }

        AppendFrames(text, exception, error);
        text.Append(Headline(error)).Append('\n');
    }

    private static void AppendCauseLine(StringBuilder text) =>
        text.Append("\nThe above exception was the direct cause of the following exception:\n\n");

    private static void AppendFrames(StringBuilder text, Exception exception, RemoteError error)
    {
        var frames = Frames(exception.StackTrace);
        if (frames.Count == 0)
        {
            return;
        }

        text.Append("Traceback (most recent call last):\n");
        var left = Math.Max(0, frames.Count - MaxFrames);
        for (var i = frames.Count - 1; i >= 0; i--)
        {
            if (left > 0 && i == frames.Count - 1 - MaxFrames / 2)
            {
                text.Append(CultureInfo.InvariantCulture, $"  [{left} calls left out]\n");
                i -= left - 1;
                continue;
            }

            text.Append(frames[i]);
        }

        // Where Python prints the line of source: the .NET type, when the Python class does not show it.
        var type = exception.GetType();
        if (error.Type != PythonExceptionDefaults.OwnName(type))
        {
            text.Append("    throw ").Append(type.FullName).Append('\n');
        }
    }

    // "   at Shop.Tasks.Charge(Int32 id) in /src/Tasks.cs:line 12" becomes '  File "/src/Tasks.cs", line 12, in Shop.Tasks.Charge'.
    private static List<string> Frames(string? stackTrace)
    {
        var frames = new List<string>();
        foreach (var range in stackTrace.AsSpan().Split('\n'))
        {
            var line = stackTrace.AsSpan(range).Trim();
            if (!line.StartsWith("at ", StringComparison.Ordinal))
            {
                continue;
            }

            line = line[3..];
            var file = "<unknown>".AsSpan();
            var number = "0".AsSpan();
            var place = line.LastIndexOf(" in ", StringComparison.Ordinal);
            var mark = line.LastIndexOf(":line ", StringComparison.Ordinal);
            if (place > 0 && mark > place)
            {
                file = line[(place + 4)..mark];
                number = line[(mark + 6)..];
                line = line[..place];
            }

            var parameters = line.IndexOf('(');
            var method = parameters > 0 ? line[..parameters] : line;
            frames.Add($"  File \"{Shorten(file)}\", line {number}, in {Shorten(method)}\n");
        }

        return frames;
    }

    private static string Headline(RemoteError error)
    {
        var name = error.Module is null or "builtins" ? error.Type : $"{error.Module}.{error.Type}";
        var message = error.Message;
        return message.Length == 0 ? name : $"{name}: {message}";
    }

    private static string Shorten(ReadOnlySpan<char> text) =>
        text.Length <= MaxLine ? text.ToString() : string.Concat(text[..MaxLine], "…");
}
