using System.Text;
using Interop.Protocol.Messages;

namespace Interop.Demo;

/// <summary>The printed account of what crosses. Lines of the two languages may come at once, so each is printed whole.</summary>
internal static class Account
{
    private const int Shown = 96;
    private static readonly Lock Gate = new();

    public static void Title(string text) => Line($"\n== {text}");

    public static void Line(string text)
    {
        lock (Gate)
        {
            Console.WriteLine(text);
        }
    }

    public static void Received(TaskMessage message)
    {
        var sender = message.Headers.Origin ?? "a sender of protocol 1";
        var arguments = $"{Text(message.Arguments.ArgsJson)} {Text(message.Arguments.KwargsJson)}";
        var then = message.Embed.Chain is { Count: > 0 } chain ? $", then {chain[^1].Task}" : "";
        Line($"      C# got     {message.TaskName}[{message.Id[..8]}] protocol {(int)message.Protocol} from {sender}: "
            + $"{Short(arguments)}{then}");
    }

    public static string Short(string text) => text.Length <= Shown ? text : text[..Shown] + "…";

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
