using System.Text;

namespace Interop.Tool;

/// <summary>Where the tool reads and writes.</summary>
internal sealed record ToolConsole(Stream Input, Stream Output, TextWriter Text, TextWriter Errors)
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Misused = 2;

    /// <summary>The console of this process; text goes to the same output as bytes.</summary>
    public static ToolConsole Process()
    {
        var output = Console.OpenStandardOutput();
        return new(Console.OpenStandardInput(), output, new StreamWriter(output, new UTF8Encoding(false)) { AutoFlush = true }, Console.Error);
    }
}
